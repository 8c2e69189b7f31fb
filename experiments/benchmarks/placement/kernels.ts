import registry from './kernels.json';

/** A kernel of an op for a GPU; `DEFAULT`: for any device. */
interface Kernel {
  readonly device: string;
  /** Names of the inputs and outputs that are in host memory. */
  readonly host: readonly string[];
  /** The dtypes that it is for, such as `T=float32,int64;Tidx=int32`; empty: all. */
  readonly types: readonly string[];
}

/** The arguments of an op and its kernels. An argument `values*N` stands for `N` tensors, `dtypes*Ts` for as many as the list Ts. */
interface RegisteredOp {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly kernels: readonly Kernel[];
}

const OPS: Readonly<Record<string, RegisteredOp | undefined>> = registry.ops;

/** The version of TensorFlow whose kernels are listed. */
export const KERNELS_VERSION: string = registry.tensorflow;

/** An op with its attributes, as far as they select a kernel. */
export interface TypedOp {
  readonly op: string;
  /** The dtype of each attribute that is one, such as `{ T: 'float32' }`. */
  readonly types: Readonly<Record<string, string>>;
  /** The value of each attribute that is a number, and the length of each that is a list. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Which inputs and outputs a kernel on a GPU keeps in host memory, by position. */
export interface MemoryTypes {
  readonly inputs: readonly boolean[];
  readonly outputs: readonly boolean[];
}

/** Handles and texts are in host memory, whatever the kernel says. */
const HOST_DTYPES = ['resource', 'string'];

/**
 * Finds the kernel that runs the op on a GPU: one for a GPU, else one for any device, as TensorFlow's registry does.
 *
 * @returns which arguments are in host memory; undefined if there is no such kernel, so that the op runs on the CPU
 */
export function findGpuKernel({ op, types, counts }: TypedOp): MemoryTypes | undefined {
  const registered = OPS[op];
  if (registered === undefined) return undefined;
  const fitting = registered.kernels.filter((kernel) => fits(kernel, types));
  const kernel = fitting.find(({ device }) => device === 'GPU') ?? fitting.at(0);
  if (kernel === undefined) return undefined;
  const isOnHost = (argument: string): boolean[] => {
    const [name, count] = argument.split('*');
    return new Array<boolean>(count === undefined ? 1 : (counts[count] ?? 1)).fill(
      kernel.host.includes(name),
    );
  };
  return { inputs: registered.inputs.flatMap(isOnHost), outputs: registered.outputs.flatMap(isOnHost) };
}

/** Returns whether tensors of the dtype are in host memory on every device. */
export function isHostDtype(dtype: string): boolean {
  return HOST_DTYPES.includes(dtype);
}

function fits({ types: alternatives }: Kernel, types: TypedOp['types']): boolean {
  return alternatives.some((alternative) =>
    alternative === ''
      ? true
      : alternative.split(';').every((constraint) => {
          const [name, dtypes] = constraint.split('=');
          return dtypes.split(',').includes(types[name]);
        }),
  );
}
