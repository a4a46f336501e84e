import bpy

found = bpy.context.scene.speaking_shown

found.style = "portrait"
found.amplitude = 1.0
found.expression = "warm"
found.expression_strength = 1.0
found.animator = "head"
