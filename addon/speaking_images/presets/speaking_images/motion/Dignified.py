import bpy

found = bpy.context.scene.speaking_shown

found.style = "restrained"
found.amplitude = 0.9
found.expression = "grave"
found.expression_strength = 0.5
found.animator = "head"
