import bpy

found = bpy.context.scene.speaking_shown

found.style = "lively"
found.amplitude = 1.2
found.expression = "amused"
found.expression_strength = 0.7
found.animator = "head"
