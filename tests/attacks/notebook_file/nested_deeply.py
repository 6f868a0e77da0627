"""Hands in JSON nested a hundred thousand deep.

refused: is not a notebook
"""
# %% edit
payload = b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
