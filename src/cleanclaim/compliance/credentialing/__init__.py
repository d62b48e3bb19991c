"""Credentialing: who may bill whom, where and when; what runs out; what is on hold for it."""
