import { tellEveryChange } from './change-story.ts';

tellEveryChange('Salto KS');
