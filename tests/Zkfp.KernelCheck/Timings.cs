using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;
using Zkfp.Core.Ntt;
using Zkfp.Core.Parallel;
using Zkfp.Core.Transcript;
using Zkfp.Prover.Commitment;

namespace Zkfp.KernelCheck;

/// <summary>Short timings of each kernel, one thread unless said otherwise.</summary>
internal static unsafe class Timings
{
    public static void Run(string filter)
    {
        void Part(string name, Action body)
        {
            if (name.Contains(filter, StringComparison.OrdinalIgnoreCase)) body();
        }

        Part("permutation", () =>
        {
            const int count = 1 << 10, repeats = 64;
            using var planes = new NativeBuffer(Poseidon2.Width * (count + 16));
            Checks.Values(Poseidon2.Width * count, "random", 1).CopyTo(planes.AsElements(0, Poseidon2.Width * count));
            Timing.Report("Poseidon2 width 24, states in cache", "perm", count * repeats, () =>
            {
                for (int i = 0; i < repeats; i++) HashKernels.PermutePlanes(planes.Pointer, count + 16, count);
            });
            var state = Checks.Values(Poseidon2.Width, "random", 2);
            Timing.Report("Poseidon2 width 24, scalar", "perm", 10000, () =>
            {
                for (int i = 0; i < 10000; i++) Poseidon2.Permute(state);
            });
        });

        Part("hashrows", () =>
        {
            const int rows = 1 << 17, columns = 60;
            using var memory = new NativeBuffer((long)(rows + 80) * columns, clear: true);
            using var digests = new NativeBuffer(Digest.Length * (rows + 80));
            using var parents = new NativeBuffer(Digest.Length * (rows + 80));
            var leaves = new DigestPlanes(digests.Pointer, rows + 80, rows);
            var matrix = new BaseMatrix(memory.Pointer, rows + 80, rows, columns);
            Timing.Report("hash rows, 2^17 x 60", "perm", rows * columns / FieldHash.Rate, () => HashKernels.HashRows(matrix, columns, leaves));
            Timing.Report("compress level, 2^17", "perm", rows / 2, () => HashKernels.CompressLevel(leaves, new DigestPlanes(parents.Pointer, rows + 80, rows / 2)));
        });

        Part("grind", () =>
        {
            Timing.Report("grind 18 bits (expected nonces)", "nonce", 1 << 18, () =>
            {
                using var single = new WorkerPool(1);
                var transcript = new Transcript("timing");
                uint best = Grinder.Search(transcript, 18, single).Value;
                GC.KeepAlive(best);
            }, 1);
        });

        Part("ntt", () =>
        {
            foreach (int log in (int[])[10, 14, 17, 20, 22])
            {
                using var memory = new NativeBuffer(1 << log);
                Checks.Values(1 << log, "random", 1).CopyTo(memory.AsElements(0, 1 << log));
                int repeats = 1 << Math.Max(0, 20 - log);
                Timing.Report($"transform 2^{log}", "element", (double)repeats * (1 << log), () =>
                {
                    for (int i = 0; i < repeats; i++) NumberTheoreticTransform.Forward(memory.AsElements(0, 1 << log));
                }, 5);
            }
        });

        Part("encode", () =>
        {
            foreach (int log in (int[])[16, 20, 21])
            {
                using var source = new NativeBuffer(1 << log);
                using var code = new NativeBuffer(2 << log);
                Checks.Values(1 << log, "random", 1).CopyTo(source.AsElements(0, 1 << log));
                Timing.Report($"encode 2^{log} at rate 1/2", "input", 1 << log, () => ReedSolomon.Encode(source.AsElements(0, 1 << log), 1, code.AsElements(0, 2 << log)), 5);
            }
        });

        Part("ext", () =>
        {
            const int n = 1 << 11, repeats = 256;
            using ExtVector a = new(Checks.Exts(n, "random", 1)), b = new(Checks.Exts(n, "random", 2)), d = new(n);
            KoalaBear[] x = Checks.Values(n, "random", 3), y = Checks.Values(n, "random", 4), z = new KoalaBear[n];
            KoalaBear5 r = b[3];
            void Loop(string name, Action body, double count = n) => Timing.Report(name, "element", count * repeats, () =>
            {
                for (int i = 0; i < repeats; i++) body();
            });
            Loop("base multiply", () => BaseKernels.Multiply(x, y, z));
            Loop("ext multiply", () => ExtKernels.Multiply(a.Span, b.Span, d.Span));
            Loop("ext scale", () => ExtKernels.Scale(a.Span, r, d.Span));
            Loop("ext fold (outputs)", () => ExtKernels.Fold(a.Span, b.Span, r, d.Span));
            Loop("base fold (outputs)", () => ExtKernels.Fold(x, y, r, d.Span));
            Loop("ext dot ext", () => ExtKernels.Dot(a.Span, b.Span));
            Loop("base dot ext", () => ExtKernels.Dot(x, b.Span));
            Loop("product round (pairs)", () => ExtKernels.ProductRound(a.Span, b.Span, b.Span, a.Span));
            using var memory = new NativeBuffer(n * 32, clear: true);
            var matrix = new BaseMatrix(memory.Pointer, n, n, 32);
            KoalaBear5[] coefficients = Checks.Exts(32, "random", 5);
            Loop("accumulate 32 columns (cells)", () => ExtKernels.AccumulateColumns(d.Span, matrix, coefficients), 32 * n);
            Loop("dot 32 columns (cells)", () => ExtKernels.DotColumns(matrix, b.Span, coefficients), 32 * n);
        });

        Part("commit", () =>
        {
            foreach (int threads in (int[])[1, 2])
            {
                const int log = 18, columns = 64;
                using var pool = new WorkerPool(threads);
                using var memory = new NativeBuffer((long)columns << log, clear: true);
                for (int c = 0; c < columns; c++) Checks.Values(1 << log, "random", c).CopyTo(memory.AsElements((long)c << log, 1 << log));
                Timing.Report($"commit 2^{log} x {columns}, rate 1/2, {threads} threads", "cell", (double)columns * (1 << log), () =>
                {
                    using CommittedMatrix m = CommittedMatrix.Commit(new BaseMatrix(memory.Pointer, 1 << log, 1 << log, columns), 1, pool);
                }, 3);
            }
        });
    }
}
