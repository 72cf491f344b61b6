"""Contents of documents: the store on disk (`blobs`) and the look into what is handed in (`inspector`)."""
