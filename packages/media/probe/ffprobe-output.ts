import { z } from 'zod';

const numeric = z.coerce.number().optional().catch(undefined);

const stream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  pix_fmt: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  sample_aspect_ratio: z.string().optional(),
  color_transfer: z.string().optional(),
  duration: numeric,
  disposition: z.object({ attached_pic: z.number().optional() }).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
});

const packet = z.object({
  stream_index: z.number(),
  pts_time: numeric,
  dts_time: numeric,
  duration_time: numeric,
});

/** The part of ffprobe's JSON that we read; times in seconds. */
export const ffprobeOutput = z.object({
  streams: z.array(stream).default([]),
  packets: z.array(packet).default([]),
  format: z
    .object({ format_name: z.string(), duration: numeric, size: numeric, bit_rate: numeric })
    .optional(),
});
export type FfprobeOutput = z.infer<typeof ffprobeOutput>;
export type FfprobeStream = z.infer<typeof stream>;
export type FfprobePacket = z.infer<typeof packet>;
