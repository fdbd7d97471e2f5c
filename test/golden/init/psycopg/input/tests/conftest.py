# stands for a file of the project
