"""Measurements of Coach: development questions, retrieval, speed."""
