import bpy

found = bpy.context.scene.speaking_shown

found.canvas = "1920x1080"
found.surround = "blur"
found.rate = "25"
found.loudness_lufs = -16.0
