// stands for packages that the preview never uses: an editor of queries
export {};
