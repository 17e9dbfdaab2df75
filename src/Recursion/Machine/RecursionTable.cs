using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;

namespace Zkfp.Recursion.Machine;

/// <summary>The tables of circuit machines, in the order of <see cref="RecursionMachine.Rec1"/>, then those that it does not have.</summary>
internal enum TableId
{
    /// <summary>Wires that are constants.</summary>
    Constant,

    /// <summary>Wires that the prover supplies.</summary>
    Input,

    /// <summary>s·a·b + t·c + k over K.</summary>
    Mac,

    /// <summary>c + Σ vᵢ·wᵢ, five base elements times five of K.</summary>
    Dot,

    /// <summary>One coordinate of pow_n.</summary>
    Pow,

    /// <summary>A wire and its five coefficients as wires.</summary>
    Pack,

    /// <summary>The canonical bits of a base element.</summary>
    Bits,

    /// <summary>Entries that can be read at computed places.</summary>
    Array,

    /// <summary>Reads of such entries.</summary>
    Select,

    /// <summary>Poseidon2 permutations of the transcript and of leaves.</summary>
    Sponge,

    /// <summary>Where Merkle paths begin and end.</summary>
    Port,

    /// <summary>Steps of Merkle paths.</summary>
    Merkle,

    /// <summary>Numbers below 2^13.</summary>
    Range,

    /// <summary>Eight bits of a base element.</summary>
    Byte,

    /// <summary>Two external rounds of a Poseidon2 permutation.</summary>
    Rounds,

    /// <summary>The internal rounds of one.</summary>
    Partial,

    /// <summary>Steps of Merkle paths, each with a permutation of rows of the two before.</summary>
    Step,
}

/// <summary>
/// A table of the circuit machine. Its preprocessed columns are its wiring, the same for every proof of a circuit: they say which wires a row reads and writes,
/// and how often what it writes is read. They come first, so that <see cref="Row"/> can write both halves in the order of declaration.
/// </summary>
internal abstract class RecursionTable
{
    protected RecursionTable(TableId id, int positions = 1, int positionsOfLast = 1, int? fixedLogHeight = null)
    {
        Id = id;
        Positions = positions;
        PositionsOfLast = Math.Min(positions, positionsOfLast);
        FixedLogHeight = fixedLogHeight;
    }

    /// <summary>Which table this is.</summary>
    public TableId Id { get; }

    /// <summary>Places for it in a proof.</summary>
    public int Positions { get; }

    /// <summary>Those that the last layers use: there column evaluations cost more than cells.</summary>
    public int PositionsOfLast { get; }

    /// <summary>log₂ of its rows if they are the same in every circuit.</summary>
    public int? FixedLogHeight { get; }

    /// <summary>States columns, constraints and messages.</summary>
    protected abstract void Define(AirBuilder b);

    /// <summary>The captured table.</summary>
    public AirProgram Capture()
    {
        var b = new AirBuilder();
        Define(b);
        return b.Capture(Id.ToString(), TablePresence.EveryShard, FixedLogHeight, Positions);
    }

    /// <summary>Columns of consecutive coefficients.</summary>
    protected static Expr[] Mains(AirBuilder b, string name, int count)
    {
        var columns = new Expr[count];
        for (int i = 0; i < count; i++) columns[i] = b.Main($"{name}{i}");
        return columns;
    }

    /// <summary>Preprocessed columns, likewise.</summary>
    protected static Expr[] Preprocessed(AirBuilder b, string name, int count)
    {
        var columns = new Expr[count];
        for (int i = 0; i < count; i++) columns[i] = b.Preprocessed($"{name}{i}");
        return columns;
    }
}

/// <summary>Writes the columns of a row in the order in which they were declared.</summary>
internal ref struct Row(TraceTable table, int row)
{
    private int _column;

    /// <summary>The next column.</summary>
    public void Put(uint value) => table.Column(_column++)[row] = value;

    /// <summary>The next column.</summary>
    public void Put(int value) => Put((uint)value);

    /// <summary>The next column.</summary>
    public void Put(KoalaBear value) => Put(value.Value);

    /// <summary>The next column, mod p.</summary>
    public void PutSigned(long value) => Put(KoalaBear.FromInt64(value));

    /// <summary>The next five columns.</summary>
    public void Put(KoalaBear5 value)
    {
        for (int i = 0; i < KoalaBear5.Degree; i++) Put(value[i]);
    }

    /// <summary>The next columns.</summary>
    public void Put(ReadOnlySpan<KoalaBear> values)
    {
        foreach (KoalaBear v in values) Put(v);
    }

    /// <summary>Leaves columns as they are.</summary>
    public void Skip(int columns) => _column += columns;
}
