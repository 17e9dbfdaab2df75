using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tables.Primitives.Sha256Bits;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// Eight rows for each compression of SHA-256, of eight rounds each. With Aₜ and Eₜ the words that round t makes (a and e of the standard, whose b … d and f
/// … h are earlier ones): Eₜ = Aₜ₋₄ + Eₜ₋₄ + Σ₁(Eₜ₋₁) + Ch(Eₜ₋₁, Eₜ₋₂, Eₜ₋₃) + Kₜ + Wₜ and Aₜ = Eₜ − Aₜ₋₄ + Σ₀(Aₜ₋₁) + Maj(Aₜ₋₁, Aₜ₋₂, Aₜ₋₃) mod 2^32. A row
/// has the bits of its eight A, E, W and of two A and E before; what else it needs of rows before comes as limbs and sums of limbs over buses, and where it
/// occurs in one equation only, that equation is the field of the message.
/// </summary>
/// <remarks>
/// Why the rows are the compression. Messages carry the call's time and the row's number in fields of their own, exactly one selector is 1, and a state goes
/// to the next number: a call's state passes rows 0 … 7, each once, and no other row of that time exists; so words with a row's number come from that call or
/// that row's second predecessor. Pulled limbs are below 2^16 and pulled sums are those of at most three limbs, since rows and the call push nothing else.
/// Each equation of limbs then has terms below 2^19 on both sides, so it holds for integers, with the carries that its columns allow: the sums of Eₜ have six
/// limbs (carry 0 … 5), those of Aₜ three and one negative (−1 … 2), those of Wₜ four (0 … 3). Bits are 0 or 1, so limb and carry are determined by the sum:
/// in the order W, E₀, A₀, E₁, A₁ … everything in a row is determined by what it pulled. In rows 0 and 1 W is the block's and the carries of W are 0.
/// </remarks>
internal sealed class Sha256RoundsTable : StepTable
{
    /// <summary>Rounds of a row.</summary>
    public const int Rounds = 8;

    /// <summary>Rows of a call.</summary>
    public const int Rows = Sha256.Rounds / Rounds;

    /// <summary>Fields of a state: time, row, eight words, and eight sums for the schedule.</summary>
    public const int StateArity = 2 + 16 + 2 * Rounds;

    /// <summary>Fields of words: time, row, eight words.</summary>
    public const int WordsArity = 2 + 2 * Rounds;

    // Words of A and E before the row's own.
    private const int Earlier = 2;

    private readonly TableColumn _time;
    private readonly TableColumn[] _row = new TableColumn[Rows];
    private readonly TableColumn[][] _a = new TableColumn[Earlier + Rounds][], _e = new TableColumn[Earlier + Rounds][], _w = new TableColumn[Rounds][];
    private readonly WordColumns[] _y = new WordColumns[Rounds];
    private readonly Carry[] _eCarry = new Carry[Rounds], _aCarry = new Carry[Rounds], _wCarry = new Carry[Rounds];

    public Sha256RoundsTable(TableAir f)
        : base(f)
    {
        Expr real = f.Active("real");
        _time = f.Main("time");
        Expr row = f.Constant(0L), sum = -real;
        for (int r = 0; r < Rows; r++)
        {
            _row[r] = f.Bool($"row {r}");
            row += _row[r] * r;
            sum += _row[r];
        }

        f.AssertZero("one row", sum);
        Expr last = _row[Rows - 1], extends = real - _row[0] - _row[1], isExtended = real - _row[Rows - 2] - last;
        Expr[][] a = Declare(f, "a", _a, Earlier), e = Declare(f, "e", _e, Earlier), w = Declare(f, "w", _w, 0);
        for (int j = 0; j < Rounds; j++)
        {
            _y[j] = f.Word($"y{j}");
            _wCarry[j] = Carry.Bits(f, $"w{j}", extends);
            _eCarry[j] = Carry.UpToFive(f, $"e{j}");
            _aCarry[j] = Carry.Bits(f, $"a{j}", null);
        }

        Expr[] A(int t) => a[Earlier + t];
        Expr[] E(int t) => e[Earlier + t];

        // The schedule, from row 2 on: Wₜ = σ₁(Wₜ₋₂) + Wₜ₋₇ + σ₀(Wₜ₋₁₅) + Wₜ₋₁₆ is y, of the row before, z, of the one before that, and words of this row.
        var z = new Word[Rounds];
        for (int j = 0; j < Rounds; j++)
        {
            z[j] = Subtract(Uncarried(Pack(w[j]), _wCarry[j].Low, _wCarry[j].High), _y[j]);
            if (j >= 2) z[j] = Subtract(z[j], Shifts(w[j - 2], Sha256.SmallSigma1));
            if (j >= 7) z[j] = Subtract(z[j], Pack(w[j - 7]));
        }

        f.Pull("block", Buses.Sha256Words, _row[0] + _row[1], WordFields(_time, row, Array.ConvertAll(w, Pack)));
        f.Pull("schedule", Buses.Sha256Words, extends, WordFields(_time, row, z));

        // Rounds. What is left of the equation of Eₜ is Aₜ₋₄ + Eₜ₋₄ + Ch, of that of Aₜ it is Maj − Aₜ₋₄.
        Word[] forE = new Word[Rounds], forA = new Word[Rounds];
        for (int j = 0; j < Rounds; j++)
        {
            Word known = Add(Add(Rotations(E(j - 1), Sha256.BigSigma1), Constant(f, j)), Pack(w[j]));
            forE[j] = Subtract(Uncarried(Pack(E(j)), _eCarry[j].Low, _eCarry[j].High), known);
            known = Add(Pack(E(j)), Rotations(A(j - 1), Sha256.BigSigma0));
            forA[j] = Subtract(Uncarried(Pack(A(j)), _aCarry[j].Low - real, _aCarry[j].High - real), known);
            if (j == 0) continue;
            forE[j] = Subtract(forE[j], Choose(E(j - 1), E(j - 2), E(j - 3)));
            forA[j] = Subtract(Majority(A(j - 1), A(j - 2), A(j - 3)), forA[j]);
            if (j < 2) continue;
            Equal($"e{j}", forE[j], Add(Pack(A(j - 4)), Pack(E(j - 4))));
            Equal($"a{j}", forA[j], Pack(A(j - 4)));
        }

        Word[] y = new Word[Rounds], next = new Word[Rounds];
        for (int j = 0; j < Rounds; j++)
        {
            y[j] = j < 2 ? Add(Shifts(w[j + 6], Sha256.SmallSigma1), Pack(w[j + 1])) : j < 7 ? Pack(w[j + 1]) : Shifts(w[0], Sha256.SmallSigma0);
            next[j] = j < 7 ? Add(Shifts(w[j + 1], Sha256.SmallSigma0), Pack(w[j])) : Pack(w[j]);
        }

        f.Pull("state before", Buses.Sha256State, real, StateFields(
            _time, row, Pack(A(-1)), Pack(A(-2)), Pack(E(-1)), Pack(E(-2)), forA[1], forE[1], forE[0], forA[0], Array.ConvertAll(_y, c => (Word)c)));
        Word[] a4 = [Pack(A(7)), Pack(A(6)), Pack(A(5)), Pack(A(4))], e4 = [Pack(E(7)), Pack(E(6)), Pack(E(5)), Pack(E(4))];
        f.Push("state after", Buses.Sha256State, real - last, StateFields(
            _time, row + 1, a4[0], a4[1], e4[0], e4[1], a4[2], Add(a4[2], e4[2]),
            Add(Add(a4[3], e4[3]), Choose(E(7), E(6), E(5))), Subtract(Majority(A(7), A(6), A(5)), a4[3]), y));
        f.Push("schedule of the row after next", Buses.Sha256Words, isExtended, WordFields(_time, row + 2, next));
        f.Push("state after all", Buses.Sha256Words, last, WordFields(_time, f.Constant((long)Rows), [.. a4, .. e4]));

        void Equal(string name, Word x, Word y)
        {
            f.AssertEqual(name + ".low", x.Low, y.Low);
            f.AssertEqual(name + ".high", x.High, y.High);
        }
    }

    /// <inheritdoc/>
    public override TableId? Source => TableId.Sha256;

    /// <inheritdoc/>
    public override int RecordsPerGroup => CallRecord.Records(Sha256.BlockWords + Sha256.StateWords);

    /// <inheritdoc/>
    public override int RowsPerGroup => Rows;

    /// <summary>
    /// A state: A and E of the round before and the one before that; A of the third, and with its E; what the next round adds to E and to A of the words
    /// before it; sums for the schedule (y of the next row).
    /// </summary>
    public static Expr[] StateFields(Expr time, Expr row, Word a1, Word a2, Word e1, Word e2, Word a3, Word both3, Word forE, Word forA, Word[] schedule)
    {
        var fields = new Expr[StateArity];
        (fields[0], fields[1]) = (time, row);
        Fields(fields, 2, [a1, a2, e1, e2, a3, both3, forE, forA, .. schedule]);
        return fields;
    }

    /// <summary>Eight words for a row.</summary>
    public static Expr[] WordFields(Expr time, Expr row, ReadOnlySpan<Word> words)
    {
        var fields = new Expr[WordsArity];
        (fields[0], fields[1]) = (time, row);
        Fields(fields, 2, words);
        return fields;
    }

    /// <summary>Sums for the schedule where there is no row before.</summary>
    public static Word[] NoSchedule(Expr zero) => [.. Enumerable.Repeat(new Word(zero, zero), Rounds)];

    /// <inheritdoc/>
    public override void Fill(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        Span<uint> schedule = stackalloc uint[Sha256.Rounds];
        Span<uint> a = stackalloc uint[4 + Sha256.Rounds], e = stackalloc uint[4 + Sha256.Rounds], block = stackalloc uint[Sha256.BlockWords];
        for (int at = 0; at < steps.Length; at += RecordsPerGroup)
        {
            var call = new CallRecord(steps.Slice(at, RecordsPerGroup));
            for (int i = 0; i < block.Length; i++) block[i] = call.Before(i);
            for (int i = 0; i < 4; i++) (a[3 - i], e[3 - i]) = (call.Before(Sha256.BlockWords + i), call.Before(Sha256.BlockWords + 4 + i));
            Sha256.Schedule(block, schedule);
            for (int row = 0; row < Rows; row++) PutRow(ref w, call.Head.Time, row, a[(Rounds * row)..], e[(Rounds * row)..], schedule);
        }
    }

    /// <inheritdoc/>
    protected override void Row(ref RowWriter w, in StepRecord s, in Rom.RomRow op) => throw new InvalidOperationException("a call has several rows");

    /// <summary>Writes a row; <paramref name="a"/> and <paramref name="e"/> start with the four words before it and are continued.</summary>
    private void PutRow(ref RowWriter w, uint time, int row, scoped Span<uint> a, scoped Span<uint> e, scoped ReadOnlySpan<uint> schedule)
    {
        w.Put(_time, time);
        for (int r = 0; r < Rows; r++) w.Put(_row[r], r == row);
        for (int j = 0; j < Rounds; j++)
        {
            int t = Rounds * row + j, i = 4 + j;
            uint word = schedule[t];
            ReadOnlySpan<uint> toE =
            [
                a[i - 4], e[i - 4], Sha256.Rotations(e[i - 1], Sha256.BigSigma1), (e[i - 1] & e[i - 2]) ^ (~e[i - 1] & e[i - 3]), Sha256.RoundConstants[t], word,
            ];
            e[i] = _eCarry[j].Put(ref w, toE, 0, 0);
            ReadOnlySpan<uint> toA = [e[i], Sha256.Rotations(a[i - 1], Sha256.BigSigma0), (a[i - 1] & a[i - 2]) ^ (a[i - 1] & a[i - 3]) ^ (a[i - 2] & a[i - 3])];
            a[i] = _aCarry[j].Put(ref w, toA, a[i - 4], 1);
            ReadOnlySpan<uint> toW = t < Sha256.BlockWords
                ? [word]
                : [Sha256.Shifts(schedule[t - 2], Sha256.SmallSigma1), schedule[t - 7], Sha256.Shifts(schedule[t - 15], Sha256.SmallSigma0), schedule[t - 16]];
            _wCarry[j].Put(ref w, toW, 0, 0);
            Put(ref w, _w[j], word);
            PutSums(ref w, _y[j], row == 0 ? default : schedule.Slice(t - j - Rounds, Rounds), j);
        }

        for (int k = 0; k < _a.Length; k++)
        {
            Put(ref w, _a[k], a[4 - Earlier + k]);
            Put(ref w, _e[k], e[4 - Earlier + k]);
        }

        w.EndRow();
    }

    // y of the words of the row before; none: 0.
    private static void PutSums(ref RowWriter w, in WordColumns y, scoped ReadOnlySpan<uint> words, int j)
    {
        uint first = 0, second = 0;
        if (!words.IsEmpty)
        {
            first = j < 7 ? words[j + 1] : Sha256.Shifts(words[0], Sha256.SmallSigma0);
            if (j < 2) second = Sha256.Shifts(words[j + 6], Sha256.SmallSigma1);
        }

        w.Put(y.Low, (first & 0xFFFF) + (second & 0xFFFF));
        w.Put(y.High, (first >> 16) + (second >> 16));
    }

    private static void Put(ref RowWriter w, TableColumn[] bits, uint word)
    {
        for (int k = 0; k < 32; k++) w.Put(bits[k], word >> k & 1);
    }

    private static Expr[][] Declare(TableAir f, string name, TableColumn[][] words, int earlier)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = new TableColumn[32];
            for (int k = 0; k < 32; k++) words[i][k] = f.Bool($"{name}{i - earlier}[{k}]");
        }

        return Array.ConvertAll(words, bits => Array.ConvertAll(bits, c => (Expr)c));
    }

    /// <summary>K of a round.</summary>
    private Word Constant(TableAir f, int j)
    {
        var k = new Word(f.Constant(0L), f.Constant(0L));
        for (int r = 0; r < Rows; r++)
        {
            uint constant = Sha256.RoundConstants[Rounds * r + j];
            k = Add(k, new Word(_row[r] * (constant & 0xFFFF), _row[r] * (constant >> 16)));
        }

        return k;
    }

    /// <summary>Carries to 2^16 and 2^32, each made of two columns in one way.</summary>
    private readonly struct Carry(TableColumn low0, TableColumn low1, TableColumn high0, TableColumn high1, int weight)
    {
        public Expr Low => low0 + low1 * weight;

        public Expr High => high0 + high1 * weight;

        /// <summary>0 … 3; only 0 where <paramref name="gate"/> is 0.</summary>
        public static Carry Bits(TableAir f, string name, Expr? gate)
        {
            TableColumn Bit(string which)
            {
                TableColumn c = f.Main($"{name}.{which}");
                f.AssertZero($"{name}.{which} is 0 or 1", c * (c - (gate ?? f.Constant(1L))));
                return c;
            }

            return new Carry(Bit("low carry 0"), Bit("low carry 1"), Bit("high carry 0"), Bit("high carry 1"), 2);
        }

        /// <summary>0 … 5: 0, 1 or 2, and three or not.</summary>
        public static Carry UpToFive(TableAir f, string name)
        {
            TableColumn Trit(string which)
            {
                TableColumn c = f.Main($"{name}.{which}");
                f.AssertZero($"{name}.{which} is 0, 1 or 2", c * (c - 1) * (c - 2));
                return c;
            }

            return new Carry(Trit("low carry 0"), f.Bool($"{name}.low carry 1"), Trit("high carry 0"), f.Bool($"{name}.high carry 1"), 3);
        }

        /// <summary>Writes the carries of a sum less a word, plus <paramref name="offset"/>, and returns it mod 2^32.</summary>
        public uint Put(ref RowWriter w, scoped ReadOnlySpan<uint> summands, uint minus, int offset)
        {
            int low = -(int)(minus & 0xFFFF), high = -(int)(minus >> 16);
            foreach (uint x in summands) (low, high) = (low + (int)(x & 0xFFFF), high + (int)(x >> 16));
            high += low >> 16;
            Put(ref w, low0, low1, (low >> 16) + offset);
            Put(ref w, high0, high1, (high >> 16) + offset);
            return (uint)(low & 0xFFFF) | (uint)high << 16;
        }

        private void Put(ref RowWriter w, in TableColumn c0, in TableColumn c1, int carry)
        {
            w.Put(c0, (uint)(carry % weight));
            w.Put(c1, (uint)(carry / weight));
        }
    }
}
