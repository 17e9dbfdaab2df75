using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;
using Zkfp.Core.Ntt;
using Zkfp.Core.Parallel;
using Zkfp.Core.Trace;
using Zkfp.Core.Transcript;
using Zkfp.Prover.Commitment;

namespace Zkfp.KernelCheck;

/// <summary>Each kernel against scalar code that shares nothing with it but the field.</summary>
internal static unsafe class Checks
{
    private static readonly uint[] s_edges = [0, 1, 2, KoalaBear.P - 1, KoalaBear.P - 2, KoalaBear.P / 2, KoalaBear.P / 2 + 1, 0x7EFFFFFF, 0x01FFFFFE];

    /// <summary>Runs all checks and returns how many failed; <paramref name="quick"/> leaves out the largest sizes.</summary>
    public static int Run(bool quick)
    {
        int failures = 0;
        void Check(string name, Func<bool> test)
        {
            bool equal = test();
            if (!equal) failures++;
            Console.WriteLine($"  {name,-44} {(equal ? "equal" : "DIFFERS")}");
        }

        foreach (string kind in (string[])["random", "edges", "largest"])
        {
            Check($"permutation ({kind})", () => Permutation(kind));
            Check($"trace of permutations ({kind})", () => Cubes(kind));
            Check($"hash rows, compress level ({kind})", () => Hashes(kind));
            Check($"base add, sub, mul, conversions ({kind})", () => Base(kind));
            Check($"ext mul, scale, fold ({kind})", () => Ext(kind));
            Check($"ext sums ({kind})", () => Sums(kind));
            Check($"columns ({kind})", () => Columns(kind));
            Check($"encode ({kind})", () => Encode(kind, quick ? 13 : 20));
            Check($"commit and tree ({kind})", () => Commit(kind));
        }

        Check("lowest nonce", Nonce);

        return failures;
    }

    internal static KoalaBear[] Values(int n, string kind, int seed)
    {
        var random = new Random(seed);
        var result = new KoalaBear[n];
        for (int i = 0; i < n; i++)
        {
            result[i] = KoalaBear.FromRaw(kind switch
            {
                "largest" => KoalaBear.P - 1,
                "edges" => s_edges[random.Next(s_edges.Length)],
                _ => (uint)random.Next((int)KoalaBear.P),
            });
        }

        return result;
    }

    internal static KoalaBear5[] Exts(int n, string kind, int seed)
    {
        KoalaBear[] v = Values(5 * n, kind, seed);
        var result = new KoalaBear5[n];
        for (int i = 0; i < n; i++) result[i] = KoalaBear5.FromCoefficients(v.AsSpan(5 * i));
        return result;
    }

    private static bool Permutation(string kind)
    {
        const int count = 1000;
        KoalaBear[] v = Values(Poseidon2.Width * count, kind, 1);
        using var planes = new NativeBuffer(Poseidon2.Width * count);
        v.CopyTo(planes.AsElements(0, v.Length));
        HashKernels.PermutePlanes(planes.Pointer, count, count);
        var state = new KoalaBear[Poseidon2.Width];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < Poseidon2.Width; k++) state[k] = v[k * count + i];
            Poseidon2.Permute(state);
            for (int k = 0; k < Poseidon2.Width; k++)
            {
                if (planes.Pointer[k * count + i] != state[k].Raw) return false;
            }
        }

        return true;
    }

    // Rows that are no multiple of a vector, and do not begin at one's start; states of which some elements have no column.
    private static bool Cubes(string kind)
    {
        const int rows = 100, start = 7, end = 91;
        foreach (int elements in (int[])[Poseidon2.Width, 2 * Digest.Length])
        {
            var b = new AirBuilder();
            var state = new Expr[Poseidon2.Width];
            Expr real = b.Main("real");
            for (int i = 0; i < state.Length; i++) state[i] = i < elements ? b.Main($"in{i}") : b.Constant(0L);
            Poseidon2Air.Permute(b, Poseidon2Permutation.Wide, real, state);
            b.Main("after");
            using var table = new TraceTable(b.Capture("Permutations", TablePresence.EveryShard, null, 1), rows);
            KoalaBear[] v = Values(elements * rows, kind, elements);
            for (int k = 0; k < elements; k++)
                for (int i = 0; i < rows; i++) table.Column(1 + k)[i] = v[k * rows + i].Value;
            HashKernels.FillCubes(table, 1, elements, start, end);
            int cubes = Poseidon2Permutation.Wide.Cubes, first = 1 + elements;
            for (int i = 0; i < rows; i++)
            {
                var expected = new KoalaBear[cubes];
                var input = new KoalaBear[Poseidon2.Width];
                for (int k = 0; k < elements; k++) input[k] = v[k * rows + i];
                if (i is >= start and < end) Poseidon2Permutation.Wide.Permute(input, expected);
                for (int k = 0; k < cubes; k++)
                    if (table.Column(first + k)[i] != expected[k].Value) return false;
                if (table.Column(0)[i] != 0 || table.Column(first + cubes)[i] != 0) return false;
            }
        }

        return true;
    }

    private static bool Hashes(string kind) => Hashes(kind, ProofHash.Poseidon2) && Hashes(kind, ProofHash.Keccak);

    private static bool Hashes(string kind, ProofHash hash)
    {
        foreach (int columns in (int[])[0, 1, 9, 14, 15, 16, 30, 47])
        {
            // Columns that are not there are zero, of Poseidon2 alone.
            const int rows = 150;
            int width = hash == ProofHash.Keccak ? columns : columns * 5 / 3;
            KoalaBear[] v = Values(Math.Max(1, rows * columns), kind, columns);
            using var memory = new NativeBuffer(v.Length);
            using var digests = new NativeBuffer(Digest.Length * rows);
            using var parents = new NativeBuffer(Digest.Length * rows / 2);
            v.CopyTo(memory.AsElements(0, v.Length));
            var leaves = new DigestPlanes(digests.Pointer, rows, rows);
            var above = new DigestPlanes(parents.Pointer, rows / 2, rows / 2);
            TreeHash.Rows(hash, new BaseMatrix(memory.Pointer, rows, rows, columns), width, leaves);
            TreeHash.Level(hash, leaves, above);
            for (int r = 0; r < rows; r++)
            {
                var row = new KoalaBear[width];
                for (int c = 0; c < columns; c++) row[c] = v[c * rows + r];
                if (TreeHash.Read(hash, leaves, r) != TreeHash.Leaf(hash, row)) return false;
            }

            for (int i = 0; i < rows / 2; i++)
            {
                if (TreeHash.Read(hash, above, i) != TreeHash.Node(hash, TreeHash.Read(hash, leaves, 2 * i), TreeHash.Read(hash, leaves, 2 * i + 1))) return false;
            }
        }

        return true;
    }

    private static bool Base(string kind)
    {
        const int n = 1003;
        KoalaBear[] a = Values(n, kind, 1), b = Values(n, kind, 2), sum = new KoalaBear[n], difference = new KoalaBear[n], product = new KoalaBear[n];
        BaseKernels.Add(a, b, sum);
        BaseKernels.Subtract(a, b, difference);
        BaseKernels.Multiply(a, b, product);
        var canonical = new uint[n];
        var back = new KoalaBear[n];
        BaseKernels.FromMontgomery(a, canonical);
        BaseKernels.ToMontgomery(canonical, back);
        for (int i = 0; i < n; i++)
        {
            if (sum[i] != a[i] + b[i] || difference[i] != a[i] - b[i] || product[i] != a[i] * b[i]) return false;
            if (canonical[i] != a[i].Value || back[i] != a[i]) return false;
        }

        return true;
    }

    private static bool Ext(string kind)
    {
        const int n = 515;
        KoalaBear5[] a = Exts(n, kind, 1), b = Exts(n, kind, 2);
        KoalaBear[] x = Values(n, kind, 3), y = Values(n, kind, 4);
        KoalaBear5 c = Exts(1, kind, 5)[0];
        using ExtVector va = new(a), vb = new(b), product = new(n), scaled = new(n), fold = new(n), foldBase = new(n), added = new(b);
        ExtKernels.Multiply(va.Span, vb.Span, product.Span);
        ExtKernels.Scale(va.Span, c, scaled.Span);
        ExtKernels.AddScaled(added.Span, va.Span, c);
        ExtKernels.Fold(va.Span, vb.Span, c, fold.Span);
        ExtKernels.Fold(x, y, c, foldBase.Span);
        for (int i = 0; i < n; i++)
        {
            if (product[i] != a[i] * b[i] || scaled[i] != a[i] * c || added[i] != b[i] + a[i] * c) return false;
            if (fold[i] != a[i] + c * (b[i] - a[i]) || foldBase[i] != c * (y[i] - x[i]) + x[i]) return false;
        }

        return true;
    }

    private static bool Sums(string kind)
    {
        const int n = 4099;
        KoalaBear5[] f0 = Exts(n, kind, 1), f1 = Exts(n, "edges", 2), w0 = Exts(n, kind, 3), w1 = Exts(n, "random", 4);
        KoalaBear[] x = Values(n, kind, 5);
        using ExtVector vf0 = new(f0), vf1 = new(f1), vw0 = new(w0), vw1 = new(w1);
        KoalaBear5 dot = default, dotBase = default, c2 = default;
        for (int i = 0; i < n; i++)
        {
            dot += f0[i] * w0[i];
            dotBase += w0[i] * x[i];
            c2 += (f1[i] - f0[i]) * (w1[i] - w0[i]);
        }

        return ExtKernels.Dot(vf0.Span, vw0.Span) == dot && ExtKernels.Dot(x, vw0.Span) == dotBase &&
            ExtKernels.ProductRound(vf0.Span, vf1.Span, vw0.Span, vw1.Span) == (dot, c2);
    }

    private static bool Columns(string kind)
    {
        const int rows = 1100, columns = 37;
        KoalaBear[] cells = Values(rows * columns, kind, 1);
        KoalaBear5[] coefficients = Exts(columns, kind, 2), weights = Exts(rows, kind, 3);
        using var memory = new NativeBuffer(cells.Length);
        cells.CopyTo(memory.AsElements(0, cells.Length));
        var matrix = new BaseMatrix(memory.Pointer, rows, rows, columns);
        using ExtVector w = new(weights), d = new(weights);
        var dots = new KoalaBear5[columns];
        ExtKernels.DotColumns(matrix, w.Span, dots);
        ExtKernels.AccumulateColumns(d.Span, matrix, coefficients);
        for (int r = 0; r < rows; r++)
        {
            KoalaBear5 sum = weights[r];
            for (int c = 0; c < columns; c++) sum += coefficients[c] * cells[c * rows + r];
            if (d[r] != sum) return false;
        }

        for (int c = 0; c < columns; c++)
        {
            KoalaBear5 sum = default;
            for (int r = 0; r < rows; r++) sum += weights[r] * cells[c * rows + r];
            if (dots[c] != sum) return false;
        }

        return true;
    }

    private static bool Encode(string kind, int maximum)
    {
        var random = new Random(1);
        for (int logRows = 0; logRows <= maximum; logRows += logRows < 14 ? 1 : 3)
        {
            for (int logInvRate = 0; logInvRate <= 3; logInvRate++)
            {
                KoalaBear[] v = Values(1 << logRows, kind, logRows), code = new KoalaBear[v.Length << logInvRate];
                ReedSolomon.Encode(v, logInvRate, code);
                for (int q = 0; q < 4; q++)
                {
                    int i = random.Next(code.Length);
                    KoalaBear x = ReedSolomon.Point(i, logRows + logInvRate), expected = default;
                    for (int b = v.Length - 1; b >= 0; b--) expected = expected * x + v[b];
                    if (code[i] != expected) return false;
                }
            }
        }

        return true;
    }

    private static bool Commit(string kind)
    {
        const int rows = 64, columns = 19, length = 2 * rows;
        KoalaBear[] cells = Values(rows * columns, kind, 1);
        using var memory = new NativeBuffer(cells.Length);
        cells.CopyTo(memory.AsElements(0, cells.Length));
        using var pool = new WorkerPool(2);
        using CommittedMatrix committed = CommittedMatrix.Commit(new BaseMatrix(memory.Pointer, rows, rows, columns), 1, pool);
        var level = new Digest[length];
        for (int r = 0; r < length; r++)
        {
            KoalaBear x = ReedSolomon.Point(r, 7);
            var row = new KoalaBear[columns];
            for (int c = 0; c < columns; c++)
            {
                for (int b = rows - 1; b >= 0; b--) row[c] = row[c] * x + cells[c * rows + b];
            }

            level[r] = FieldHash.HashLeaf(row);
        }

        for (int n = length / 2; n >= 1; n /= 2)
        {
            for (int i = 0; i < n; i++) level[i] = FieldHash.Compress(level[2 * i], level[2 * i + 1]);
        }

        return committed.Root == level[0];
    }

    private static bool Nonce() => Nonce(ProofHash.Poseidon2) && Nonce(ProofHash.Keccak);

    private static bool Nonce(ProofHash hash)
    {
        var transcript = new Transcript("kernel check", null, hash);
        transcript.Observe("x", 5);
        using var pool = new WorkerPool(2);
        KoalaBear nonce = Grinder.Search(transcript, 9, pool);
        for (ulong x = 0; x <= nonce.Value; x++)
        {
            if (transcript.Fork().CheckGrind("g", new KoalaBear(x), 9) != (x == nonce.Value)) return false;
        }

        return true;
    }
}
