const MEASURING = 'cpu-2.2.0';

/**
 * Pinned on every evaluation; raise it when the same bytes may score differently. With libvmaf they do: it is another
 * evaluator, looked at by the gate for itself.
 */
export const evaluatorVersionOf = (usesVmaf: boolean): string => (usesVmaf ? `${MEASURING}+vmaf` : MEASURING);
