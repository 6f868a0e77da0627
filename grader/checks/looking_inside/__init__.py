"""Checks of chapter 12_looking_inside: its exercises, in the order of the notebook."""
EXERCISES = ["input_gradient", "saliency_map", "occlusion_map", "grad_cam", "fool", "maximise"]
