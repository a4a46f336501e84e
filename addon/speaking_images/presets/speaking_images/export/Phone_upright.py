import bpy

found = bpy.context.scene.speaking_shown

found.canvas = "1080x1920"
found.surround = "blur"
found.rate = "30"
found.loudness_lufs = -16.0
