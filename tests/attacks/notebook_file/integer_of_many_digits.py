"""Has an integer of a hundred thousand digits.

refused: is not a notebook
"""
# %% edit
payload = b'{"nbformat": 4, "nbformat_minor": ' + b"9" * 100_000 + b', "metadata": {}, "cells": []}'
