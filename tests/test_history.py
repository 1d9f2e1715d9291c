"""A few short lives of a course and a learner; `make history` lives long ones."""

from history import Life, profile

TestLife = Life.TestCase
TestLife.settings = profile(lives=12, steps=25, seeded=True)
