// The two modes of a task; they differ in options and in what they count.

export type TaskMode = 'BASIC' | 'ENHANCED';
