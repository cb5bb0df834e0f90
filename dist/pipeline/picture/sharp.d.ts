import sharp, { type Sharp } from 'sharp';
export { type Sharp, sharp };
