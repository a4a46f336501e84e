import bpy

found = bpy.context.scene.speaking_shown

found.canvas = "2160x3840"
found.surround = "wall"
found.rate = "50"
found.loudness_lufs = -23.0
