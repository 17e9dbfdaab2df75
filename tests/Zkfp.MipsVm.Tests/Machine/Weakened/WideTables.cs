using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Tests.Machine.Weakened;

/// <summary>
/// What the tables of primitives that are too wide for symbolic proofs say, written a second time, from the standards. Both are polynomials, which are
/// compared at random points: other ones agree there with probability 3/p.
/// </summary>
internal sealed class WideTables
{
    private readonly AirProgram _air;
    private readonly KoalaBear[] _cells;
    private readonly Dictionary<string, KoalaBear> _values;
    private readonly List<KoalaBear> _zero = [];
    private readonly List<string> _sent = [];

    private WideTables(AirProgram air, Random random)
    {
        _air = air;
        _cells = [.. air.Columns.Select(_ => new KoalaBear((ulong)random.NextInt64(KoalaBear.P)))];
        _values = air.Columns.Select((c, i) => (c.Name, _cells[i])).ToDictionary(c => c.Name, c => c.Item2);
    }

    /// <summary>Tables with a form here.</summary>
    public static readonly TableId[] Ids = [TableId.KeccakRound, TableId.Sha256Rounds, TableId.Poseidon2, TableId.Poseidon2Wide];

    /// <summary>What differs from the form, or null.</summary>
    public static string? Check(AirProgram air)
    {
        var form = new WideTables(air, new Random(7));
        switch (Enum.Parse<TableId>(air.Name))
        {
            case TableId.KeccakRound: form.WriteKeccak(); break;
            case TableId.Sha256Rounds: form.WriteSha256(); break;
            case TableId.Poseidon2: form.WritePoseidon2(Operation.Poseidon2, Poseidon2Permutation.Narrow); break;
            case TableId.Poseidon2Wide: form.WritePoseidon2(Operation.Poseidon2Wide, Poseidon2Permutation.Wide); break;
            default: throw new ArgumentException($"{air.Name} has no form here");
        }

        return form.Compare();
    }

    private static KoalaBear C(long value) => KoalaBear.FromInt64(value);

    private KoalaBear V(string name) => _values[name];

    private void Zero(KoalaBear e) => _zero.Add(e);

    private void Bit(string name) => Zero(V(name) * V(name) - V(name));

    private void Push(Bus bus, KoalaBear times, params IEnumerable<KoalaBear> fields) => _sent.Add(Message(bus, true, times, fields));

    private void Pull(Bus bus, KoalaBear times, params IEnumerable<KoalaBear> fields) => _sent.Add(Message(bus, false, times, fields));

    private static string Message(Bus bus, bool isPush, KoalaBear times, IEnumerable<KoalaBear> fields) => $"{bus.Name} {isPush} {times}: {string.Join(' ', fields)}";

    private static KoalaBear Xor(KoalaBear a, KoalaBear b) => a + b - a * b - a * b;

    private static KoalaBear Xor(KoalaBear a, KoalaBear b, KoalaBear c) => a + b + c - C(2) * (a * b + b * c + c * a) + C(4) * a * b * c;

    private static KoalaBear Limb(Func<int, KoalaBear> bit, int from) => Enumerable.Range(0, 16).Select(k => bit(from + k) * C(1 << k)).Aggregate((a, b) => a + b);

    // FIPS 202, §3.2: A[x, y, z], offsets of Table 2 for x = 0 … 4 in rows y = 0 … 4.
    private void WriteKeccak()
    {
        int[] offsets = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];
        int[] ones = [0, 1, 3, 7, 15, 31, 63];
        KoalaBear real = V("real"), time = V("time"), round = C(0), u = C(0), v = C(0);
        for (int i = 0; i < 4; i++)
        {
            Bit($"u[{i}]");
            (u, round) = (u + V($"u[{i}]"), round + V($"u[{i}]") * C(6 * i));
        }

        for (int i = 0; i < 6; i++)
        {
            Bit($"v[{i}]");
            (v, round) = (v + V($"v[{i}]"), round + V($"v[{i}]") * C(i));
        }

        Zero(u - real);
        Zero(v - real);
        KoalaBear Parity(int x, int z) => V($"c[{x % 5}][{z % 64}]");
        KoalaBear ParityAfter(int x, int z) => Xor(Parity(x, z), Parity(x + 4, z), Parity(x + 1, z + 63));
        KoalaBear A(int x, int y, int z) => V($"a'[{x % 5 + 5 * y}][{z % 64}]");
        for (int x = 0; x < 5; x++)
        {
            for (int z = 0; z < 64; z++)
            {
                Bit($"c[{x}][{z}]");
                for (int y = 0; y < 5; y++) Bit($"a'[{x + 5 * y}][{z}]");
            }
        }

        for (int first = 0; first < 320; first += 5)
        {
            KoalaBear sums = C(0), odd = C(0);
            for (int i = 0; i < 5; i++)
            {
                (int x, int z) = Math.DivRem(first + i, 64);
                for (int y = 0; y < 5; y++) sums += A(x, y, z) * C(1 << 3 * i);
                odd += ParityAfter(x, z) * C(1 << i);
            }

            Pull(Buses.Parities, real, sums, odd);
        }

        // ρ and π: the bit that comes to (x, y, z) is that of x' = x + 3y, y' = x, z less the offset.
        KoalaBear Moved(int x, int y, int z)
        {
            x %= 5;
            int fromX = (x + 3 * y) % 5, fromY = x;
            return A(fromX, fromY, z + 64 - offsets[fromX + 5 * fromY]);
        }

        KoalaBear Chi(int x, int y, int z) => Xor(Moved(x, y, z), (C(1) - Moved(x + 1, y, z)) * Moved(x + 2, y, z));
        foreach (int z in ones) Zero(V($"a''[0][{z}]") - Chi(0, 0, z));
        KoalaBear After(int lane, int z)
        {
            if (lane != 0 || !ones.Contains(z)) return Chi(lane % 5, lane / 5, z);
            KoalaBear constant = C(0);
            for (int i = 0; i < 24; i++) constant += V($"u[{i / 6}]") * V($"v[{i % 6}]") * C((long)(Keccak.RoundConstants[i] >> z & 1));
            return Xor(V($"a''[0][{z}]"), constant);
        }

        KoalaBear Before(int lane, int z) => Xor(A(lane % 5, lane / 5, z), Parity(lane % 5 + 4, z), Parity(lane % 5 + 1, z + 63));
        var limbs = Enumerable.Range(0, 100).Select(i => (Lane: i / 4, From: i % 4 * 16)).ToArray();
        Pull(Buses.KeccakState, real, [time, round, .. limbs.Select(l => Limb(z => Before(l.Lane, z), l.From))]);
        Push(Buses.KeccakState, real, [time, round + C(1), .. limbs.Select(l => Limb(z => After(l.Lane, z), l.From))]);
    }

    private void WriteSha256()
    {
        KoalaBear real = V("real"), time = V("time"), row = C(0), all = C(0);
        KoalaBear Is(int r) => V($"row {r}");
        for (int r = 0; r < 8; r++)
        {
            Bit($"row {r}");
            (row, all) = (row + Is(r) * C(r), all + Is(r));
        }

        Zero(all - real);
        KoalaBear early = Is(0) + Is(1), scheduled = real - early, extended = real - Is(6) - Is(7);
        for (int j = -2; j < 8; j++)
            for (int k = 0; k < 32; k++)
            {
                Bit($"a{j}[{k}]");
                Bit($"e{j}[{k}]");
                if (j >= 0) Bit($"w{j}[{k}]");
            }

        // Words by the standard's functions; a limb is the sum of 16 bits.
        (KoalaBear, KoalaBear) Pair(Func<int, KoalaBear> bit) => (Limb(bit, 0), Limb(bit, 16));
        (KoalaBear, KoalaBear) Word(string x) => Pair(k => V($"{x}[{k}]"));
        (KoalaBear, KoalaBear) Rotr3(string x, int a, int b, int c) => Pair(k => Xor(V($"{x}[{(k + a) % 32}]"), V($"{x}[{(k + b) % 32}]"), V($"{x}[{(k + c) % 32}]")));
        (KoalaBear, KoalaBear) Rotr2Shr(string x, int a, int b, int c) => Pair(k =>
            k + c < 32 ? Xor(V($"{x}[{(k + a) % 32}]"), V($"{x}[{(k + b) % 32}]"), V($"{x}[{k + c}]")) : Xor(V($"{x}[{(k + a) % 32}]"), V($"{x}[{(k + b) % 32}]")));
        (KoalaBear, KoalaBear) Ch(string x, string y, string z) => Pair(k => V($"{x}[{k}]") * V($"{y}[{k}]") + (C(1) - V($"{x}[{k}]")) * V($"{z}[{k}]"));
        (KoalaBear, KoalaBear) Maj(string x, string y, string z) => Pair(k =>
        {
            (KoalaBear a, KoalaBear b, KoalaBear c) = (V($"{x}[{k}]"), V($"{y}[{k}]"), V($"{z}[{k}]"));
            return a * b + b * c + c * a - C(2) * a * b * c;
        });
        (KoalaBear, KoalaBear) Sum(params (KoalaBear Low, KoalaBear High)[] words) =>
            (words.Select(w => w.Low).Aggregate((a, b) => a + b), words.Select(w => w.High).Aggregate((a, b) => a + b));
        (KoalaBear, KoalaBear) Less((KoalaBear Low, KoalaBear High) x, (KoalaBear Low, KoalaBear High) y) => (x.Low - y.Low, x.High - y.High);
        (KoalaBear, KoalaBear) Carried(string x, KoalaBear low, KoalaBear high) => Sum(Word(x), (low * C(1 << 16), high * C(1 << 16) - low));
        (KoalaBear, KoalaBear) K(int j)
        {
            KoalaBear low = C(0), high = C(0);
            for (int r = 0; r < 8; r++)
            {
                uint k = Sha256.RoundConstants[8 * r + j];
                (low, high) = (low + Is(r) * C(k & 0xFFFF), high + Is(r) * C(k >> 16));
            }

            return (low, high);
        }

        void Equal((KoalaBear Low, KoalaBear High) x, (KoalaBear Low, KoalaBear High) y)
        {
            Zero(x.Low - y.Low);
            Zero(x.High - y.High);
        }

        var u = new (KoalaBear, KoalaBear)[8];
        var v = new (KoalaBear, KoalaBear)[8];
        var z = new (KoalaBear, KoalaBear)[8];
        for (int j = 0; j < 8; j++)
        {
            foreach (string half in (string[])["low", "high"])
            {
                KoalaBear trit = V($"e{j}.{half} carry 0");
                Zero(trit * (trit - C(1)) * (trit - C(2)));
                Bit($"e{j}.{half} carry 1");
                for (int b = 0; b < 2; b++)
                {
                    Bit($"a{j}.{half} carry {b}");
                    KoalaBear carry = V($"w{j}.{half} carry {b}");
                    Zero(carry * (carry - scheduled));
                }
            }

            KoalaBear E(string half) => V($"e{j}.{half} carry 0") + C(3) * V($"e{j}.{half} carry 1");
            KoalaBear A(string half) => V($"a{j}.{half} carry 0") + C(2) * V($"a{j}.{half} carry 1") - real;
            KoalaBear W(string half) => V($"w{j}.{half} carry 0") + C(2) * V($"w{j}.{half} carry 1");
            u[j] = Less(Carried($"e{j}", E("low"), E("high")), Sum(Rotr3($"e{j - 1}", 6, 11, 25), K(j), Word($"w{j}")));
            v[j] = Less(Carried($"a{j}", A("low"), A("high")), Sum(Rotr3($"a{j - 1}", 2, 13, 22), Word($"e{j}")));
            if (j > 0) u[j] = Less(u[j], Ch($"e{j - 1}", $"e{j - 2}", $"e{j - 3}"));
            if (j > 0) v[j] = Less(Maj($"a{j - 1}", $"a{j - 2}", $"a{j - 3}"), v[j]);
            if (j > 1) Equal(u[j], Sum(Word($"a{j - 4}"), Word($"e{j - 4}")));
            if (j > 1) Equal(v[j], Word($"a{j - 4}"));
            z[j] = Less(Carried($"w{j}", W("low"), W("high")), (V($"y{j}.low"), V($"y{j}.high")));
            if (j > 1) z[j] = Less(z[j], Rotr2Shr($"w{j - 2}", 17, 19, 10));
            if (j == 7) z[j] = Less(z[j], Word("w0"));
        }

        (KoalaBear, KoalaBear)[] y =
        [
            Sum(Rotr2Shr("w6", 17, 19, 10), Word("w1")), Sum(Rotr2Shr("w7", 17, 19, 10), Word("w2")), Word("w3"), Word("w4"), Word("w5"), Word("w6"), Word("w7"),
            Rotr2Shr("w0", 7, 18, 3),
        ];
        (KoalaBear, KoalaBear)[] next = [.. Enumerable.Range(0, 8).Select(j => j < 7 ? Sum(Rotr2Shr($"w{j + 1}", 7, 18, 3), Word($"w{j}")) : Word("w7"))];
        Pull(Buses.Sha256Words, early, Fields(row, Enumerable.Range(0, 8).Select(j => Word($"w{j}"))));
        Pull(Buses.Sha256Words, scheduled, Fields(row, z));
        Push(Buses.Sha256Words, extended, Fields(row + C(2), next));
        Push(Buses.Sha256Words, Is(7), Fields(C(8), ((string[])["a7", "a6", "a5", "a4", "e7", "e6", "e5", "e4"]).Select(Word)));
        Pull(Buses.Sha256State, real, Fields(
            row, [Word("a-1"), Word("a-2"), Word("e-1"), Word("e-2"), v[1], u[1], u[0], v[0], .. Enumerable.Range(0, 8).Select(j => (V($"y{j}.low"), V($"y{j}.high")))]));
        Push(Buses.Sha256State, real - Is(7), Fields(
            row + C(1),
            [
                Word("a7"), Word("a6"), Word("e7"), Word("e6"), Word("a5"), Sum(Word("a5"), Word("e5")), Sum(Word("a4"), Word("e4"), Ch("e7", "e6", "e5")),
                Less(Maj("a7", "a6", "a5"), Word("a4")), .. y,
            ]));

        IEnumerable<KoalaBear> Fields(KoalaBear number, IEnumerable<(KoalaBear Low, KoalaBear High)> words) =>
            [time, number, .. words.SelectMany(w => (KoalaBear[])[w.Low, w.High])];
    }

    private void WritePoseidon2(Operation operation, Poseidon2Permutation p)
    {
        KoalaBear real = V("real"), time = V("time"), pc = V("pc"), npc = V("npc");
        Pull(Buses.State, real, time, pc, npc);
        Push(Buses.State, real, time + C(4), npc, npc + C(1));
        Pull(Buses.Rom, real, pc, C((long)operation << 24) + V("register 0") * C(1 << 16), C(0), C(0));
        Access(Buses.Register, V("register 0"), (V("pointer 0.low"), V("pointer 0.high")), (V("pointer 0.low"), V("pointer 0.high")), V("pointer 0.previous"));
        KoalaBear quarter = V("pointer 0.low") * C(4).Inverse();
        Pull(Buses.Range16, real, quarter + C(1 << 14));

        KoalaBear[] state = [.. Enumerable.Range(0, p.Width).Select(i => V($"word {i}.oldLow") + C(1 << 16) * V($"word {i}.oldHigh"))];
        External();
        for (int r = 0; r < 8; r++)
        {
            for (int i = 0; i < p.Width; i++) Box(i, p.External(r)[i], $"external {r}[{i}]");
            External();
            if (r != 3) continue;
            for (int k = 0; k < p.Internal.Length; k++)
            {
                Box(0, p.Internal[k], $"internal {k}");
                KoalaBear sum = state.Aggregate((a, b) => a + b);
                for (int i = 0; i < p.Width; i++) state[i] = sum + p.Diagonal[i] * state[i];
            }
        }

        for (int i = 0; i < p.Width; i++)
        {
            KoalaBear high = V($"word {i}.high"), low = state[i] - C(1 << 16) * high, top = V($"word {i} is p − 1");
            Zero(top * low);
            Zero(top * (high - C(0x7F00)));
            Pull(Buses.Range16, real, low);
            Pull(Buses.Bits, real, C(15), high, C(2) * high);
            Pull(Buses.Range16, real, C(0x7EFF) + top - high);
            Access(Buses.Memory, quarter + C(1 << 14) * V("pointer 0.high") + C(i), (V($"word {i}.oldLow"), V($"word {i}.oldHigh")), (low, high), V($"word {i}.previous"));
        }

        void Access(Bus bus, KoalaBear key, (KoalaBear Low, KoalaBear High) before, (KoalaBear Low, KoalaBear High) after, KoalaBear previous)
        {
            Pull(bus, real, key, before.Low, before.High, previous);
            Push(bus, real, key, after.Low, after.High, time + C(3));
            Pull(Buses.Range16, real, time + C(2) - previous);
        }

        void Box(int i, KoalaBear constant, string name)
        {
            KoalaBear x = state[i] + real * constant;
            Zero(x * x * x - V(name));
            state[i] = V(name);
        }

        // circ(2·M, M, …), M = circ(2, 3, 1, 1), entry by entry.
        void External()
        {
            KoalaBear[] before = [.. state];
            for (int i = 0; i < p.Width; i++)
            {
                state[i] = C(0);
                for (int k = 0; k < p.Width; k++) state[i] += before[k] * C((i / 4 == k / 4 ? 2 : 1) * ((k - i) & 3) switch { 0 => 2, 1 => 3, _ => 1 });
            }
        }
    }

    // Each constraint up to its sign, each message exactly, once.
    private string? Compare()
    {
        var values = new KoalaBear[_air.Nodes.Count];
        _air.Evaluate<KoalaBear>(_cells, new KoalaBear[ExecutionPublicValues.Count], values);
        if (Differ(_zero.Select(Unsigned), _air.Constraints.Select(c => Unsigned(values[c.Node]))) is { } constraint) return $"constraints: {constraint}";
        return Differ(_sent, _air.Interactions.Select(i => Message(i.Bus, i.IsPush, i.IsPush ? values[i.Multiplicity] : -values[i.Multiplicity], i.Fields.Select(f => values[f])))) is { } message
            ? $"messages: {message}" : null;
    }

    private static string Unsigned(KoalaBear x) => Math.Min(x.Value, (-x).Value).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string? Differ(IEnumerable<string> expected, IEnumerable<string> found)
    {
        string[] e = [.. expected.Order(StringComparer.Ordinal)], f = [.. found.Order(StringComparer.Ordinal)];
        if (e.SequenceEqual(f)) return null;
        return $"{e.Length} expected, {f.Length} found; {e.Except(f).Count()} missing, {f.Except(e).Count()} others";
    }
}
