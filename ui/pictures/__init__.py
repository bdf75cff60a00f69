"""Pictures of the page for the README, and what takes them."""
