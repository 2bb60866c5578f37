"""The trusted part: replays certificates with the standard library only."""
