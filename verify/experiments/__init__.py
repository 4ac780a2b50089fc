"""The post's experiments: what each picture shows, run again, compared with what was published, and explained."""
