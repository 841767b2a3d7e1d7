"""The demo data set: an invented pallet company, its customers and two years of orders."""
