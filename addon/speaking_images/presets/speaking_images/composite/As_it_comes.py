import bpy

found = bpy.context.scene.speaking_shown

found.shape = "rounded_box"
found.own_feather_px = False
found.blend = 1.0
