"""The command line: words in, words out; every error becomes two lines here and nowhere deeper."""
