using System.Numerics;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Machine;
using static Zkfp.MipsVm.Tests.Primitives.MulModOperands;
using static Zkfp.MipsVm.Tests.Primitives.PrimitiveProgram;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>
/// Rows of MULMOD with another result than the right one, made to fit all that they can be made to fit: what refuses each is what is there to refuse it.
/// </summary>
public class ForgedProductTests
{
    private static readonly Endianness Order = Endianness.Little;

    public static TheoryData<int, bool> Tables => new() { { 8, false }, { 8, true }, { 12, false }, { 12, true } };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Honest_rows_fail_nowhere(int n, bool general)
    {
        foreach (Row row in Rows(n, general)) Assert.Empty(row.Failures());
    }

    /// <summary>r + m with q − 1, and so on: the equation holds, the remainder is not less.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void Remainders_that_are_not_less(int n, bool general)
    {
        int tried = 0;
        foreach (Row row in Rows(n, general))
        {
            for (BigInteger k = 1; k <= 2; k++)
            {
                BigInteger divisor = BigInteger.Max(row.M, 1);
                if (row.Q < k || row.R + k * divisor >= row.Top) continue;
                row.SetNumber("q", row.Q - k);
                row.SetNumber("r", row.R + k * divisor);
                for (int top = 0; top < n; top++)
                {
                    for (int borrow = 0; borrow < 2; borrow++)
                    {
                        row.Mark(top, borrow);
                        Assert.NotEmpty(row.Failures());
                        Assert.All(row.Failures(), f => Assert.True(IsOfLess(f), f));
                        tried++;
                    }
                }

                // No word at the top, or two.
                for (int i = 0; i < n; i++) row.Set($"top{i}", KoalaBear.Zero);
                Assert.Contains("one word is top", row.Failures());
            }
        }

        Assert.NotEqual(0, tried);
    }

    /// <summary>Another quotient, c left out, a remainder that is another number, one that fits mod p: the equation fails, and not only mod p.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void Equations_that_do_not_hold(int n, bool general)
    {
        foreach (Row row in Rows(n, general))
        {
            if (row.M < 2 || row.M.IsPowerOfTwo) continue;
            BigInteger limit = BigInteger.One << 32 * (general ? 2 * n : n);
            if (row.Q + 1 < limit) Refused(row.Q + 1, row.R);
            if (row.Q > 0) Refused(row.Q - 1, row.R);
            if (row.Q + 1 < limit) Refused(row.Q + 1, (row.R - row.M + row.Top) % row.Top);
            if (row.C % row.M != 0 && (row.A * row.B / row.M) < limit) Refused(row.A * row.B / row.M, row.A * row.B % row.M);
            Refused(row.Q, (row.R + 1) % row.M);

            // Both sides differ by a multiple of p: all limbs together are 0 in F, so the last equation holds. The carries have no 15 bits.
            if (row.R + KoalaBear.P < row.M)
            {
                row.SetNumber("q", row.Q);
                row.SetNumber("r", row.R + KoalaBear.P);
                row.MarkRight(row.R + KoalaBear.P);
                Assert.NotEmpty(row.Failures());
                Assert.All(row.Failures(), f => Assert.True(f.StartsWith("carry", StringComparison.Ordinal), f));
            }

            void Refused(BigInteger q, BigInteger r)
            {
                row.SetNumber("q", q);
                row.SetNumber("r", r);
                if (r < row.M) row.MarkRight(r);
                Assert.Contains(row.Failures(), f => IsOfEquation(f));
            }
        }
    }

    /// <summary>The right numbers in bytes and limbs that are none: the equation of integers holds, look-ups refuse.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void Digits_out_of_range(int n, bool general)
    {
        foreach (Row row in Rows(n, general))
        {
            foreach (string name in (string[])["q", "a", "b", "m"])
            {
                row.Reset();
                row.Add($"{name}1.byte0", 256);
                row.Add($"{name}1.byte1", -1);
                Assert.Contains($"{name}1 low bytes", row.Failures());
            }

            row.Reset();
            row.Add("r1.low", 1 << 16);
            row.Add("r1.high", -1);
            Assert.Contains("r1.low has 16 bits", row.Failures());
        }
    }

    /// <summary>Modulus 0 is 1, and nothing else is; the usual table does not know it.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void Modulus_zero(int n, bool general)
    {
        foreach (Row row in Rows(n, general))
        {
            if (!general)
            {
                // The same call with m = 0, whatever is said of it.
                row.SetNumber("m", 0);
                foreach (BigInteger r in (BigInteger[])[0, 1, row.R, (row.A * row.B + row.C) % row.Top])
                {
                    row.SetNumber("r", r);
                    for (int top = 0; top < n; top++)
                    {
                        for (int borrow = 0; borrow < 2; borrow++)
                        {
                            row.Mark(top, borrow);
                            Assert.Contains(row.Failures(), f => IsOfLess(f));
                        }
                    }
                }

                continue;
            }

            row.Set("zero", row.M.IsZero ? KoalaBear.Zero : KoalaBear.One);
            Assert.Contains(row.M.IsZero ? "m − r − 1 at top: low limb has 16 bits" : "zero is zero", row.Failures());
        }
    }

    /// <summary>A quotient of 2^(64n) and more is none: its products below that fit any remainder if m is odd.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    public void Quotients_modulo_a_power(int n)
    {
        int tried = 0;
        BigInteger modulus = BigInteger.One << 64 * n;
        foreach (Row row in Rows(n, true))
        {
            if (row.M.IsEven || row.M.IsOne || row.R + 1 >= row.M) continue;
            BigInteger inverse = 1;
            for (int bits = 1; bits < 64 * n; bits *= 2) inverse = inverse * (2 - row.M * inverse) % modulus;
            BigInteger q = (row.A * row.B + row.C - row.R - 1) * inverse % modulus;
            if (q < 0) q += modulus;
            Assert.Equal((row.A * row.B + row.C - row.R - 1) % modulus, q * row.M % modulus);
            row.SetNumber("q", q);
            row.SetNumber("r", row.R + 1);
            row.MarkRight(row.R + 1);
            Assert.Contains("no higher products", row.Failures());
            Assert.DoesNotContain(row.Failures(), f => f.StartsWith("m − r − 1", StringComparison.Ordinal));
            tried++;
        }

        Assert.NotEqual(0, tried);
    }

    /// <summary>The same on a whole trace: the checker of traces sees a row that was forged, and each of its cells.</summary>
    [Fact]
    public void Forged_traces_are_not_clean()
    {
        foreach (int n in (int[])[8, 12])
        {
            uint size = 4 * (uint)n;
            var p = new MulModProgram(n).Store(Data, 3, 5, 7, 2).Call(Data, Data + size, Data + 2 * size, Data + 4 * size);
            ExecutedRun run = TraceHarness.Execute(p.Code.End().Image(Order));
            using ShardTrace shard = TraceHarness.AssertClean(run)[0];
            TraceTable table = shard.Tables[(int)(n == 8 ? TableId.MulMod : TableId.MulMod384)]!;
            Assert.True(Report(run, shard).IsClean);

            // 17 = 2·7 + 3 = 1·7 + 10.
            uint[] before = [table.Column(Index("q0.byte0"))[0], table.Column(Index("r0.low"))[0]];
            Assert.Equal([2u, 3u], before);
            (table.Column(Index("q0.byte0"))[0], table.Column(Index("r0.low"))[0]) = (1, 10);
            Assert.False(Report(run, shard).IsClean);
            (table.Column(Index("q0.byte0"))[0], table.Column(Index("r0.low"))[0]) = (2, 3);
            Assert.True(Report(run, shard).IsClean);
            for (int c = 0; c < table.Air.Columns.Count; c++)
            {
                if (table.Air.Columns[c].Kind != ColumnKind.Main) continue;
                uint old = table.Column(c)[0];
                table.Column(c)[0] = old == 0 ? 1 : old - 1;
                Assert.False(Report(run, shard).IsClean, table.Air.Columns[c].Name);
                table.Column(c)[0] = old;
            }

            int Index(string name) => table.Air.Columns.ToList().FindIndex(c => c.Name == name);
        }

        static TraceReport Report(ExecutedRun run, ShardTrace shard)
        {
            var checker = new TraceChecker(run.Program.Machine.Definition);
            foreach (GlobalMessage m in run.Program.GlobalMessages) checker.AddGlobal(m);
            checker.AddShard(shard);
            return checker.Finish([shard]);
        }
    }

    private static readonly Lazy<RowGallery> Gallery = new(() => new RowGallery(
        TraceHarness.ExecuteSome(Products(Order), NullHost.Instance, 100_000, long.MaxValue)));

    private static bool IsOfLess(string label) =>
        label.StartsWith("m − r − 1", StringComparison.Ordinal) || label.StartsWith("equal above top", StringComparison.Ordinal);

    private static bool IsOfEquation(string label) => label.StartsWith("carry", StringComparison.Ordinal) || label.StartsWith("limb", StringComparison.Ordinal);

    private static IEnumerable<Row> Rows(int n, bool general)
    {
        string name = (n == 8 ? TableId.MulMod : TableId.MulMod384) + (general ? "General" : "");
        List<GalleryRow> rows = Gallery.Value.Rows.FindAll(r => r.Air.Name == name);
        Assert.NotEmpty(rows);
        return rows.Select(r => new Row(r, n));
    }

    /// <summary>A row to be changed.</summary>
    private sealed class Row
    {
        private readonly GalleryRow _row;
        private readonly KoalaBear[] _cells;
        private readonly int _n;

        public Row(GalleryRow row, int n)
        {
            (_row, _n, _cells) = (row, n, [.. row.Cells]);
            (A, B, M, C) = (Bytes("a"), Bytes("b"), Bytes("m"), Limbs("c"));
            (Q, R) = (Bytes("q"), Limbs("r"));
            Assert.Equal(Result(A, B, M, C), R);
        }

        public BigInteger A { get; }

        public BigInteger B { get; }

        public BigInteger M { get; }

        public BigInteger C { get; }

        public BigInteger Q { get; }

        public BigInteger R { get; }

        /// <summary>2^(32n).</summary>
        public BigInteger Top => BigInteger.One << 32 * _n;

        public void Reset() => _row.Cells.CopyTo(_cells, 0);

        public void Set(string column, KoalaBear value) => _cells[Index(column)] = value;

        public void Add(string column, long value) => _cells[Index(column)] += KoalaBear.FromInt64(value);

        /// <summary>Writes a number into its bytes or limbs.</summary>
        public void SetNumber(string name, BigInteger value)
        {
            bool limbs = name is "r" or "c";
            int bits = limbs ? 16 : 8;
            for (int i = 0; Index(limbs ? Limb(name, i) : Byte(name, i)) is >= 0 and var column; i++)
            {
                _cells[column] = new KoalaBear((ulong)(value & ((1 << bits) - 1)));
                value >>= bits;
            }

            Assert.Equal(BigInteger.Zero, value);
        }

        public void Mark(int top, int borrow)
        {
            for (int i = 0; i < _n; i++) Set($"top{i}", i == top ? KoalaBear.One : KoalaBear.Zero);
            Set("borrow", new KoalaBear((ulong)borrow));
        }

        /// <summary>Marks where r is less than m.</summary>
        public void MarkRight(BigInteger r)
        {
            uint[] m = Words(_n, BigInteger.Max(M, 1)), words = Words(_n, r);
            int top = _n - 1;
            while (m[top] == words[top]) top--;
            Mark(top, (m[top] & 0xFFFF) < (words[top] & 0xFFFF) + 1 ? 1 : 0);
        }

        /// <summary>Labels of the constraints that do not hold and of the look-ups that no table has.</summary>
        public List<string> Failures()
        {
            AirProgram air = _row.Air;
            var values = new KoalaBear[air.Nodes.Count];
            air.Evaluate<KoalaBear>(_cells, _row.PublicValues, values);
            var failures = new List<string>();
            foreach (AirConstraint c in air.Constraints)
                if (values[c.Node] != KoalaBear.Zero) failures.Add(c.Label);
            foreach (AirInteraction i in air.Interactions)
            {
                var message = (i.Bus, i.IsPush, values[i.Multiplicity], Array.ConvertAll(i.Fields, f => values[f]));
                if (!_row.LookupsAreValid(new Evaluation(null, [message]))) failures.Add(i.Label);
            }

            return failures;
        }

        private BigInteger Bytes(string name) => Number(i => Byte(name, i), 8);

        private BigInteger Limbs(string name) => Number(i => Limb(name, i), 16);

        private BigInteger Number(Func<int, string> column, int bits)
        {
            BigInteger value = 0;
            for (int i = 0; Index(column(i)) is >= 0 and var c; i++) value += (BigInteger)_cells[c].Value << bits * i;
            return value;
        }

        private int Index(string name) => _row.Air.Columns.ToList().FindIndex(c => c.Name == name);

        private static string Byte(string name, int i) => $"{name}{i / 4}.byte{i % 4}";

        private static string Limb(string name, int i) => $"{name}{i / 2}.{(i % 2 == 0 ? "low" : "high")}";
    }
}
