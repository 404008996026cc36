/** The repository that Argo CD reads. After forking, this is the one line to change. */
export const repoUrl = 'https://git.example.org/data-platform/spok-monitoring.git';
