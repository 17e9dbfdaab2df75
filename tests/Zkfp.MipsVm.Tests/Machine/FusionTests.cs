using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tests.Machine.Rows;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>
/// Where the ROM has rows for several instructions. It is part of the key, so a row too many would let a program do what it does not do, and one too few
/// costs rows. The rule of docs/machine-soundness.md §5 is written here a second time, over encoded words; the ROM keeps to it at sequences of every kind,
/// at what differs from these in a field or two, in a register or opcode of all words, in their order, and at ends of code and of the address space.
/// </summary>
public class FusionTests
{
    private const uint Syscall = 0x0000_000C, Nop = 0;

    private static readonly uint[] Registers = [0, T0, T1, T2];
    private static readonly uint[] Functions =
        [0x00, 0x02, 0x03, 0x04, 0x06, 0x08, 0x0A, 0x0B, 0x10, 0x12, 0x20, 0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B];

    private static readonly uint[] Opcodes =
    [
        0x00, 0x01, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x14, 0x15, 0x1C, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x28,
        0x29, 0x2A, 0x2B, 0x2E, 0x30, 0x38,
    ];

    private static readonly uint[] SomeAmounts = [0, 1, 2, 3, 15, 16, 17, 31];
    private static readonly uint[] Immediates = [0, 1, 2, 3, 4, 5, 0x20, 0x7FFC, 0x7FFF, 0x8000, 0x8001, 0x8004, 0xFFFC, 0xFFFF, 8, 7, 0x10, 0xFFF7, 0xFFF8];

    [Fact]
    public void Rows_for_several_instructions_are_where_the_rule_says()
    {
        var blocks = new HashSet<string>();
        var all = new List<uint[]>();
        foreach (uint[] words in Together())
        {
            Assert.True(Length(words, 0, 0x400) == words.Length, $"no such sequence: {Text(words)}");
            Add(words);
            foreach (uint[] other in Neighbours(words)) Add(other);
        }

        foreach (uint[] words in Overlapping()) Add(words);
        foreach (uint[] words in Amounts()) Add(words);
        foreach (uint[] words in FourMoves()) Add(words);
        Dictionary<Operation, int> found = Check(all, 0x0010_0000);
        foreach (Operation o in Enum.GetValues<Operation>().Where(Fusion.IsFused))
            Assert.True(found.GetValueOrDefault(o) >= 24, $"{found.GetValueOrDefault(o)} {o}");
        Assert.True(all.Count > 4 * found.Values.Sum() / 3, "too few that are not such");

        void Add(uint[] words)
        {
            if (blocks.Add(Text(words))) all.Add(words);
        }
    }

    /// <summary>Where the code ends nothing is taken for granted behind it, and near the end of the address space nothing leads to the last word.</summary>
    [Fact]
    public void Rows_for_several_instructions_end_before_the_last_word()
    {
        foreach (uint[] words in Together().DistinctBy(w => (w[0] >> 26, w[0] & 0x3F, w[^1] >> 26, w[^1] & 0x3F, w.Length)))
        {
            for (uint gap = 0; gap < 5; gap++)
            {
                uint start = 0u - 4 * ((uint)words.Length + gap);
                Assert.Equal(gap >= 2 ? 1 : 0, Check([words], start, end: []).Values.Sum());
            }

            Check([words[..^1]], 0x0010_0000, end: []);
            Assert.Equal(1, Check([words], 0x0010_0000, end: []).Values.Sum());
        }

        // A comparison that leads to the last word, to those around it, and beyond.
        foreach (uint less in new[] { R(0x2B, T0, T1, T2), I(0x0A, T0, T2, 5), I(0x0B, T0, T2, 5) })
            for (int offset = -6; offset < 2; offset++)
                Assert.Equal(offset == -3 ? 0 : 1, Check([[less, I(5, T2, 0, offset), Nop]], 0, end: []).Values.Sum());
    }

    /// <summary>Compares the ROM of these blocks, one behind the other, with the rule; returns how many rows of each kind it has.</summary>
    private static Dictionary<Operation, int> Check(List<uint[]> blocks, uint start, uint[]? end = null)
    {
        end ??= [Syscall];
        var code = new Assembler();
        foreach (uint[] block in blocks) code.Emit(block).Emit(end);
        ProgramImage image = code.Image(Endianness.Big, start);
        (RomRow[] rows, int[][] first) = RomBuilder.Build(image);
        ILookup<uint, RomRow> at = rows.Where(r => r.Operation != Operation.Gap).ToLookup(r => r.Pc);
        uint[] words = Assert.Single(image.Rom).Words;
        var found = new Dictionary<Operation, int>();
        var fused = new List<RomRow>();
        for (int k = 0, free = 0; k < words.Length; k++)
        {
            uint pc = (start >> 2) + (uint)k;
            int length = k < free ? 0 : Length(words, k, pc);
            RomRow[] here = [.. at[pc]], several = [.. here.Where(r => Fusion.IsFused(r.Operation))];
            bool isRight = several.Length == (length == 0 ? 0 : 1) && here.Length > several.Length && rows[first[0][k]] == here[0];
            string Here() => $"{Text(words[k..Math.Min(words.Length, k + 5)])} at 0x{4 * pc:x8}: {length} together, the ROM says {string.Join(" ", here)}";
            if (!isRight) Assert.Fail(Here());
            if (length == 0) continue;
            Assert.Equal((several[0], length), (here[0], Fusion.Length(several[0].Operation)));
            fused.Add(several[0]);
            found[several[0].Operation] = found.GetValueOrDefault(several[0].Operation) + 1;
            free = k + length;
        }

        OtherRowsTests.CheckEncoding(image, fused);
        return found;
    }

    /// <summary>The rule: how many words from here on go together, or 0; the code may end in them.</summary>
    private static int Length(uint[] words, int k, uint pc)
    {
        uint[] w = words[k..Math.Min(words.Length, k + 4)];
        bool three = IsRotation(w) || IsComparison(w, pc) || w.Length >= 3 && IsShift(w[0], w[1]) && IsAddLoad(w[1..]) && Other(w[1]) != Rd(w[1]);
        int length = three ? 3 : IsAddLoad(w) || IsConstant(w) || IsPair(w) ? 2 : IsAssignment(w) ? 4 : 0;
        return pc + length < (1 << 30) - 1 ? length : 0;
    }

    private static bool IsRotation(uint[] w)
    {
        if (w.Length < 3 || (w[2] & 0xFC00_07FF) != 0x25) return false;
        (uint m0, uint m1) = (w[0] & 0xFFE0_003F, w[1] & 0xFFE0_003F);
        if ((m0, m1) is not ((0, 2) or (2, 0))) return false;
        (uint p, uint q, uint a) = (Rd(w[0]), Rd(w[1]), Rt(w[0]));
        bool both = (Rs(w[2]), Rt(w[2])) == (p, q) || (Rs(w[2]), Rt(w[2])) == (q, p);
        return a == Rt(w[1]) && Sa(w[0]) + Sa(w[1]) == 32 && both && (Rd(w[2]) == p || Rd(w[2]) == q) && a * p * q != 0 && p != a && p != q;
    }

    private static bool IsComparison(uint[] w, uint pc)
    {
        if (w.Length < 3 || w[1] >> 27 != 2 || (w[2] & 0xFFE0_F83F) != 0) return false;
        uint d;
        if ((w[0] & 0xFC00_07FF) == 0x2B) d = Rd(w[0]);
        else if (w[0] >> 26 is 0x0A or 0x0B && (w[0] & 0x8000) == 0) d = Rt(w[0]);
        else return false;
        bool isTested = (w[1] >> 16 & 0x3FF) is var r && (r == d || r == d << 5);
        return d != 0 && isTested && 4 * (pc + 2) + 4 * (uint)(short)w[1] != 0xFFFF_FFFC;
    }

    // ADDU d, d, b or d, b, d; LW or LL of d's own word.
    private static bool IsAddLoad(uint[] w)
    {
        if (w.Length < 2 || (w[0] & 0xFC00_07FF) != 0x21 || w[1] >> 26 is not (0x23 or 0x30)) return false;
        uint d = Rd(w[0]);
        return d != 0 && (Rs(w[0]) == d || Rt(w[0]) == d) && Rs(w[0]) * Rt(w[0]) != 0 && Rs(w[1]) == d && Rt(w[1]) == d;
    }

    private static uint Other(uint add) => Rs(add) == Rd(add) ? Rt(add) : Rs(add);

    private static bool IsShift(uint word, uint add) => (word & 0xFFE0_07FF) == 2 << 6 && Rd(word) == Rt(word) && Rd(word) == Rd(add);

    private static bool IsConstant(uint[] w)
    {
        if (w.Length < 2 || w[0] >> 21 != 0x0F << 5 || w[1] >> 26 != 0x23 || Rs(w[1]) != Rt(w[0]) || Rt(w[0]) == 0) return false;
        uint address = (w[0] << 16) + (uint)(short)w[1];
        return (address & 3) == 0 && address is >= 0x8_0000 and < 0xFFF8_0000;
    }

    private static bool IsPair(uint[] w) =>
        w.Length >= 2 && w[0] >> 21 == w[1] >> 21 && (w[0] >> 26 == 0x2B || w[0] >> 26 == 0x23 && (Rt(w[0]) != Rs(w[0]) || Rt(w[0]) == 0));

    private static bool IsAssignment(uint[] w)
    {
        if (w.Length < 4) return false;
        var moves = new (uint To, uint From)[4];
        for (int i = 0; i < 4; i++)
        {
            if (Move(w[i]) is not { } move) return false;
            moves[i] = move;
            for (int j = 0; j <= i; j++)
                if (moves[i].From == moves[j].To || j < i && moves[i].To == moves[j].To) return false;
        }

        return Enumerable.Range(0, 4).Any(o => moves.Where((_, i) => i != o).ToArray() is var m && m[0].From == m[1].To && m[1].From == m[2].To);
    }

    /// <summary>What a word moves where, if it is a move; HI and LO are 32 and 33.</summary>
    internal static (uint To, uint From)? Move(uint w)
    {
        uint rs = Rs(w), rt = Rt(w), rd = Rd(w), sa = Sa(w), immediate = w & 0xFFFF;
        (uint To, uint From)? move = (w >> 26, w & 0x3F) switch
        {
            (0, 0x00 or 0x02 or 0x03) when rs == 0 && sa == 0 && (rt != 0 || (w & 0x3F) != 0) => (rd, rt),
            (0, 0x02) when rs == 1 && sa == 0 => (rd, rt),
            (0, 0x21 or 0x25 or 0x26) when sa == 0 && rt == 0 => (rd, rs),
            (0, 0x21 or 0x25 or 0x26) when sa == 0 && rs == 0 => (rd, rt),
            (0, 0x24 or 0x25) when sa == 0 && rs == rt => (rd, rs),
            (0, 0x23 or 0x0A) when sa == 0 && rt == 0 => (rd, rs),
            (0, 0x10 or 0x12) when rs == 0 && rt == 0 && sa == 0 => (rd, 32 + (w & 2) / 2),
            (0, 0x11 or 0x13) when rt == 0 && rd == 0 && sa == 0 => (32 + (w & 2) / 2, rs),
            (0x09 or 0x0D or 0x0E, _) when immediate == 0 => (rt, rs),
            _ => null,
        };
        return move is { To: not 0, From: not 0 } ? move : null;
    }

    private static uint Rs(uint w) => w >> 21 & 31;

    private static uint Rt(uint w) => w >> 16 & 31;

    private static uint Rd(uint w) => w >> 11 & 31;

    private static uint Sa(uint w) => w >> 6 & 31;

    /// <summary>Sequences of every kind.</summary>
    private static IEnumerable<uint[]> Together()
    {
        foreach ((int p, int q, int a) in new[] { (T0, T1, T2), (T0, T1, T1) })
        {
            foreach (int s in new[] { 1, 2, 15, 16, 17, 30, 31 })
            {
                foreach ((int d, int other) in new[] { (p, q), (q, p) })
                {
                    foreach ((int f, int g, int by) in new[] { (0, 2, 32 - s), (2, 0, s) })
                    {
                        yield return [R(f, 0, a, p, by), R(g, 0, a, q, 32 - by), R(0x25, d, other, d)];
                        yield return [R(f, 0, a, p, by), R(g, 0, a, q, 32 - by), R(0x25, other, d, d)];
                    }
                }
            }
        }

        foreach (int branch in new[] { 4, 5 })
        {
            foreach ((int rs, int rt) in new[] { (T2, 0), (0, T2) })
            {
                foreach ((int a, int b) in new[] { (T0, T1), (T2, T1), (T0, T2), (0, T0) })
                {
                    foreach (uint last in new[] { Nop, R(0, 0, T1, 0, 3) }) yield return [R(0x2B, a, b, T2), I(branch, rs, rt, 7), last];
                    foreach (int less in new[] { 0x0A, 0x0B })
                        foreach (int immediate in new[] { 0, 1, 0x7FFF }) yield return [I(less, a, T2, immediate), I(branch, rs, rt, -9), Nop];
                }
            }
        }

        foreach ((int d, int b) in new[] { (T0, T1), (T1, T0), (T0, T0) })
        {
            foreach (int load in new[] { 0x23, 0x30 })
            {
                foreach (int x in new[] { 0, 4, -4, 1, 0x7FFC, -0x8000 })
                {
                    foreach (uint add in new[] { R(0x21, d, b, d), R(0x21, b, d, d) })
                    {
                        yield return [add, I(load, d, d, x)];
                        if (b != d) yield return [R(0, 0, d, d, 2), add, I(load, d, d, x)];
                    }
                }
            }
        }

        foreach (int d in new[] { T0, T1, 0 })
        {
            foreach ((int upper, int x) in new[]
                { (0x10, 0), (0x10, -4), (0x8, 0), (0x8, 4), (0x9, -0x8000), (0x8000, 0x7FFC), (0x7FFF, -0x8000), (0xFFF7, 0x20), (0xFFF8, -4) })
                yield return [I(0x0F, 0, T0, upper), I(0x23, T0, d, x)];
        }

        foreach ((int a, int b, int d) in new[] { (T0, T1, T2), (T0, T1, T0), (T0, T1, T1), (T0, 0, T1), (T0, T1, 0), (0, T1, T2), (0, 0, 0) })
        {
            foreach ((int x, int y) in new[] { (0, 4), (4, 4), (-0x8000, 0x7FFF), (1, -4) })
            {
                yield return [I(0x23, a, b, x), I(0x23, a, d, y)];
                yield return [I(0x2B, a, b, x), I(0x2B, a, d, y)];
                yield return [I(0x2B, a, a, x), I(0x2B, a, d, y)];
            }
        }

        yield return [R(0x25, T1, 0, T0), R(0x25, T2, 0, T1), R(0x21, 0, T3, T2), R(0x25, S1, 0, S0)];
        yield return [R(0x25, T1, 0, T0), R(0x10, 0, 0, T1), R(0x11, T2, 0, 0), I(9, S0, S1, 0)];
    }

    /// <summary>
    /// One field of one word another one, or two that name registers; a register another one in all, or an opcode; two words exchanged; one left out.
    /// </summary>
    private static IEnumerable<uint[]> Neighbours(uint[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            uint w = words[i];
            foreach (uint x in Fields(w)) yield return [.. words[..i], x, .. words[(i + 1)..]];
            yield return [.. words[..i], .. words[(i + 1)..]];
            if (i > 0) yield return [.. words[..(i - 1)], w, words[i - 1], .. words[(i + 1)..]];
        }

        foreach (uint r in Registers)
            foreach (uint other in Registers) yield return [.. words.Select(w => Renamed(w, r, other))];
        foreach (uint o in words.Select(w => w >> 26).Distinct())
            foreach (uint other in Opcodes) yield return [.. words.Select(w => w >> 26 == o ? With(w, 26, 63, other) : w)];

        static IEnumerable<uint> Fields(uint w)
        {
            foreach (uint r in Registers)
            {
                yield return With(w, 21, 31, r);
                yield return With(w, 16, 31, r);
                yield return With(w, 11, 31, r);
                foreach (uint s in Registers)
                {
                    yield return With(With(w, 21, 31, r), 16, 31, s);
                    yield return With(With(w, 21, 31, r), 11, 31, s);
                    yield return With(With(w, 16, 31, r), 11, 31, s);
                }
            }

            yield return With(w, 21, 31, 1); // ROTR
            foreach (uint amount in SomeAmounts) yield return With(w, 6, 31, amount);
            yield return With(w, 6, 31, Sa(w) ^ 16);
            yield return With(w, 6, 31, Sa(w) + 1 & 31);
            foreach (uint f in Functions) yield return With(w, 0, 63, f);
            foreach (uint o in Opcodes) yield return With(w, 26, 63, o);
            foreach (uint immediate in Immediates) yield return With(w, 0, 0xFFFF, immediate);
        }

        static uint Renamed(uint w, uint from, uint to)
        {
            uint x = Rs(w) == from ? With(w, 21, 31, to) : w;
            if (Rt(w) == from) x = With(x, 16, 31, to);
            return w >> 26 == 0 && Rd(w) == from ? With(x, 11, 31, to) : x;
        }

        static uint With(uint w, int at, uint mask, uint value) => w & ~(mask << at) | value << at;
    }

    /// <summary>Words that could go with those before them or with those behind them.</summary>
    private static IEnumerable<uint[]> Overlapping()
    {
        uint load = I(0x23, T0, T1, 4), store = I(0x2B, T0, T1, 4), lui = I(0x0F, 0, T0, 0x10);
        uint shift = R(0, 0, T0, T0, 2), add = R(0x21, T0, T1, T0), own = I(0x23, T0, T0, 8);
        for (int n = 2; n < 8; n++)
        {
            yield return [.. Enumerable.Repeat(load, n)];
            yield return [.. Enumerable.Repeat(store, n)];
        }

        yield return [lui, load, load, load];
        for (int opcode = 0x08; opcode < 0x10; opcode++)
            foreach (int immediate in new[] { 0x1000, 0x1010, 0x8000 }) yield return [I(opcode, T1, T0, immediate), load];
        yield return [shift, add, own, load];
        yield return [add, own, add, own, load, load];
        yield return [shift, shift, add, own];
        yield return [R(0, 0, T0, T1, 25), R(2, 0, T0, T2, 7), R(0, 0, T0, T1, 25), R(2, 0, T0, T2, 7), R(0x25, T1, T2, T1)];
        yield return [R(0x2B, T0, T1, T2), I(5, T2, 0, 1), Nop, R(0x2B, T0, T1, T2), I(5, T2, 0, 1), Nop];
        uint[] chain = [.. Enumerable.Range(8, 10).Select(r => R(0x25, r + 1, 0, r))];
        for (int n = 4; n <= 10; n++) yield return chain[..n];
    }

    /// <summary>Shifts of any kind by any amount where one by some would do.</summary>
    private static IEnumerable<uint[]> Amounts()
    {
        (int Function, int Rs)[] kinds = [(0, 0), (2, 0), (3, 0), (2, 1)];
        for (int by = 0; by < 32; by++)
        {
            foreach ((int f, int rs) in kinds)
            {
                yield return [R(f, rs, T0, T0, by), R(0x21, T0, T1, T0), I(0x23, T0, T0, 8)];
                for (int other = 0; other < 32; other++)
                    foreach ((int g, int rs2) in kinds) yield return [R(f, rs, T2, T0, by), R(g, rs2, T2, T1, other), R(0x25, T0, T1, T0)];
            }
        }
    }

    /// <summary>Four moves among as many registers as there are, in each way to be the same or not.</summary>
    private static IEnumerable<uint[]> FourMoves()
    {
        var names = new int[8];
        return Name(0, 0);

        IEnumerable<uint[]> Name(int at, int used)
        {
            if (at == names.Length)
            {
                yield return [.. Enumerable.Range(0, 4).Select(i => R(i % 2 == 0 ? 0x25 : 0x21, names[2 * i + 1], 0, names[2 * i]))];
                yield break;
            }

            for (names[at] = T0; names[at] <= T0 + used; names[at]++)
                foreach (uint[] words in Name(at + 1, Math.Max(used, names[at] - T0 + 1))) yield return words;
        }
    }

    private static string Text(uint[] words) => string.Join(" ", words.Select(w => $"{w:x8}"));
}
