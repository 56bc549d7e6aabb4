import type { Board } from './board.ts';
import { exportsBoard } from './boards/exports.ts';
import { pipeline } from './boards/pipeline.ts';
import { question } from './boards/question.ts';
import { runtime } from './boards/runtime.ts';
import { service } from './boards/service.ts';
import { slos } from './boards/slos.ts';
import { votes } from './boards/votes.ts';

/** Every dashboard, in the order of the menu. */
export const boards: Board[] = [votes, question, service, exportsBoard, slos, pipeline, runtime];
