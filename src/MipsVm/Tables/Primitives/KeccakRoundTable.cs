using System.Numerics;
using Zkfp.Core.Air;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// A row for each round of Keccak-f. Its columns are bits: C, the parities of the five sheets' columns before the round, and A′, the state after θ. With
/// D[x, z] = C[x − 1, z] + C[x + 1, z − 1] (mod 2) the state before is an expression of them, A = A′ + D (D of the sheet), and so is the state after,
/// ι(χ(π(ρ(A′)))). Both go over a bus as limbs of 16 bits, with the time of the call and the number of the round.
/// </summary>
/// <remarks>
/// Why a row is a round. All columns used as bits are 0 or 1. Then A is made of bits, which the pulled limbs determine, and A′ = A + D. Sums Σ_y A′[x, y, z]
/// are 0 … 5, so five of them are the digits of one number below 8^5, and C + D bits; a look-up of both says that C + D is the parity of A′. The parity of A is
/// then C + D + D = C, as each of the five lanes differs by D. So C is the parity, and A′ is θ(A). Exactly one u and
/// one v are 1, so the round is one of 0…23, and the constant is that round's. Time and round are fields of their own: in a sum of both, a column of the
/// prover's choice, which the row's time is, could make up for another round. A state keeps its time and goes to the next round, and only the call of that
/// time pushes round 0 and pulls round 24: so there is one row for each round of it, and they chain from 0 to 24.
/// </remarks>
internal sealed class KeccakRoundTable : StepTable
{
    /// <summary>Fields of a state: time, rounds done, and the limbs of all lanes.</summary>
    public const int Fields = 2 + 4 * Keccak.Lanes;

    private const int LaneBits = 64, U = 4, V = 6;

    // Bits that the constants of ι have.
    private static readonly int[] IotaBits = [0, 1, 3, 7, 15, 31, 63];

    private readonly TableColumn _time;
    private readonly TableColumn[] _u = new TableColumn[U], _v = new TableColumn[V];
    private readonly TableColumn[] _c = new TableColumn[5 * LaneBits];
    private readonly TableColumn[] _a2 = new TableColumn[Keccak.Lanes * LaneBits];
    private readonly TableColumn[] _chi = new TableColumn[IotaBits.Length];

    public KeccakRoundTable(TableAir f)
        : base(f)
    {
        Expr real = f.Active("real");
        _time = f.Main("time");
        Expr u = Select(f, "u", _u, real), v = Select(f, "v", _v, real), round = u * V + v;
        for (int i = 0; i < _c.Length; i++) _c[i] = f.Bool($"c[{i / LaneBits}][{i % LaneBits}]");
        for (int i = 0; i < _a2.Length; i++) _a2[i] = f.Bool($"a'[{i / LaneBits}][{i % LaneBits}]");
        for (int i = 0; i < _chi.Length; i++) _chi[i] = f.Main($"a''[0][{IotaBits[i]}]");

        var theta = new Expr[_c.Length];
        for (int i = 0; i < theta.Length; i++) theta[i] = Xor(C(i / LaneBits + 4, i), C(i / LaneBits + 1, i + LaneBits - 1));
        for (int first = 0; first < theta.Length; first += ParitiesTable.Digits)
        {
            Expr sums = f.Constant(0L), odd = OddAfter(first + ParitiesTable.Digits - 1);
            for (int i = ParitiesTable.Digits - 1; i >= 0; i--)
            {
                for (int y = 0; y < 5; y++) sums += A2((first + i) / LaneBits + 5 * y, (first + i) % LaneBits) * (1 << ParitiesTable.DigitBits * i);
                if (i != ParitiesTable.Digits - 1) odd = odd + odd + OddAfter(first + i);
            }

            f.Pull($"parities {first}", Buses.Parities, real, sums, odd);
        }

        Expr OddAfter(int i) => Xor(_c[i], theta[i]);

        var before = new Expr[Fields];
        var after = new Expr[Fields];
        (before[0], before[1]) = (_time, round);
        (after[0], after[1]) = (_time, round + 1);
        for (int lane = 0; lane < Keccak.Lanes; lane++)
        {
            Limbs(before, lane, z => Xor(A2(lane, z), theta[lane % 5 * LaneBits + z]));
            Limbs(after, lane, z => After(f, lane, z));
        }

        f.Pull("state before", Buses.KeccakState, real, before);
        f.Push("state after", Buses.KeccakState, real, after);

        void Limbs(Expr[] fields, int lane, Func<int, Expr> bit)
        {
            for (int limb = 0; limb < 4; limb++)
            {
                // Sums are cheaper than products.
                Expr value = bit(16 * limb + 15);
                for (int z = 14; z >= 0; z--) value = value + value + bit(16 * limb + z);
                fields[2 + 4 * lane + limb] = value;
            }
        }
    }

    /// <inheritdoc/>
    public override TableId? Source => TableId.KeccakF;

    /// <inheritdoc/>
    public override int RecordsPerGroup => CallRecord.Records(2 * Keccak.Lanes);

    /// <inheritdoc/>
    public override int RowsPerGroup => Keccak.Rounds;

    /// <inheritdoc/>
    public override void Fill(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        Span<ulong> a = stackalloc ulong[Keccak.Lanes];
        for (int at = 0; at < steps.Length; at += RecordsPerGroup)
        {
            var call = new CallRecord(steps.Slice(at, RecordsPerGroup));
            for (int i = 0; i < Keccak.Lanes; i++) a[i] = call.Before(2 * i) | (ulong)call.Before(2 * i + 1) << 32;
            for (int round = 0; round < Keccak.Rounds; round++) PutRound(ref w, call.Head.Time, round, a);
        }
    }

    /// <inheritdoc/>
    protected override void Row(ref RowWriter w, in StepRecord s, in Rom.RomRow op) => throw new InvalidOperationException("a call has several rows");

    // The state goes on to the next round.
    private void PutRound(ref RowWriter w, uint time, int round, scoped Span<ulong> a)
    {
        w.Put(_time, time);
        for (int i = 0; i < U; i++) w.Put(_u[i], i == round / V);
        for (int i = 0; i < V; i++) w.Put(_v[i], i == round % V);
        Span<ulong> c = stackalloc ulong[5];
        Span<uint> digits = stackalloc uint[5 * LaneBits / ParitiesTable.Digits];
        for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int x = 0; x < 5; x++)
        {
            ulong theta = c[(x + 4) % 5] ^ BitOperations.RotateLeft(c[(x + 1) % 5], 1);
            Put(ref w, _c, x, c[x]);
            for (int lane = x; lane < Keccak.Lanes; lane += 5) Put(ref w, _a2, lane, a[lane] ^ theta);
            for (int z = 0; z < LaneBits; z++)
            {
                int i = x * LaneBits + z;
                if (i % ParitiesTable.Digits == 0) digits[i / ParitiesTable.Digits] = 0;
                uint sum = 0;
                for (int lane = x; lane < Keccak.Lanes; lane += 5) sum += (uint)((a[lane] ^ theta) >> z) & 1;
                digits[i / ParitiesTable.Digits] |= sum << ParitiesTable.DigitBits * (i % ParitiesTable.Digits);
            }
        }

        foreach (uint d in digits) w.Parities(d);

        Keccak.Round(a, round);
        ulong chi = a[0] ^ Keccak.RoundConstants[round];
        for (int i = 0; i < IotaBits.Length; i++) w.Put(_chi[i], (uint)(chi >> IotaBits[i]) & 1);
        w.EndRow();
    }

    private static void Put(ref RowWriter w, TableColumn[] columns, int lane, ulong bits)
    {
        for (int z = 0; z < LaneBits; z++) w.Put(columns[lane * LaneBits + z], (uint)(bits >> z) & 1);
    }

    /// <summary>Declares columns of which one is 1 on a row in use; returns its number.</summary>
    private static Expr Select(TableAir f, string name, TableColumn[] columns, Expr real)
    {
        Expr number = f.Constant(0L), sum = -real;
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = f.Bool($"{name}[{i}]");
            number += columns[i] * i;
            sum += columns[i];
        }

        f.AssertZero($"one {name}", sum);
        return number;
    }

    private Expr C(int x, int z) => _c[x % 5 * LaneBits + z % LaneBits];

    private Expr A2(int lane, int z) => _a2[lane * LaneBits + z];

    /// <summary>A bit after ρ and π.</summary>
    private Expr Moved(int target, int z)
    {
        int lane = Array.FindIndex(PiTargets, t => t == target);
        return A2(lane, (z - Keccak.Offsets[lane] + LaneBits) % LaneBits);
    }

    /// <summary>A bit after χ and ι.</summary>
    private Expr After(TableAir f, int lane, int z)
    {
        int row = lane / 5 * 5, x = lane % 5;
        Expr chi = Xor(Moved(lane, z), (1 - Moved(row + (x + 1) % 5, z)) * Moved(row + (x + 2) % 5, z));
        int iota = lane == 0 ? Array.IndexOf(IotaBits, z) : -1;
        if (iota < 0) return chi;
        f.AssertEqual($"a''[0][{z}]", _chi[iota], chi);
        Expr constant = f.Constant(0L);
        for (int round = 0; round < Keccak.Rounds; round++)
            if ((Keccak.RoundConstants[round] >> z & 1) != 0) constant += _u[round / V] * _v[round % V];
        return Xor(_chi[iota], constant);
    }

    private static Expr Xor(Expr a, Expr b)
    {
        Expr both = a * b;
        return a + b - (both + both);
    }

    private static readonly int[] PiTargets = [.. Enumerable.Range(0, Keccak.Lanes).Select(Keccak.PiTarget)];
}
