"""Animators: one file or package a model, all behind `speaking_engine.clip.clip.Animator`."""
