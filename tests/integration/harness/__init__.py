"""What the integration tests share: a Kafka, members of a group, independent readers, a proxy.

None of it uses code of the program: what a message must become is known from the generator.
"""
