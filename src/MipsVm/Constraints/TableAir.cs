using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Constraints;

/// <summary>
/// Declares the columns of a table and states its constraints: <see cref="AirBuilder"/> with columns that can be written to. All declarations go through it,
/// so a column's index is the number of those before.
/// </summary>
internal sealed class TableAir(TableId id, TablePresence presence, int? logHeight, int positions)
{
    private readonly AirBuilder _builder = new();
    private int _columns, _preprocessed;

    /// <summary>A column committed with the shard.</summary>
    public TableColumn Main(string name) => new(_builder.Main(name), _columns++);

    /// <summary>A column committed in phase 1, before Γ.</summary>
    public TableColumn Boundary(string name) => new(_builder.Boundary(name), _columns++);

    /// <summary>A column of the verifying key. They come first, so that their indices are also those of the key's columns.</summary>
    public TableColumn Preprocessed(string name)
    {
        if (_columns != _preprocessed++) throw new InvalidOperationException($"{id}.{name}: columns of the key are declared first.");
        return new TableColumn(_builder.Preprocessed(name), _columns++);
    }

    /// <summary>The virtual column (row ≫ shift) mod 2^bits.</summary>
    public Expr IndexBits(string name, int shift, int bits) => Virtual(_builder.IndexBits(name, shift, bits));

    /// <summary>The virtual column ((row ≫ shiftA) AND (row ≫ shiftB)) mod 2^bits.</summary>
    public Expr AndBits(string name, int shiftA, int shiftB, int bits) => Virtual(_builder.AndBits(name, shiftA, shiftB, bits));

    /// <summary>The virtual column that is 1 on the rows in use and 0 on padding.</summary>
    public Expr Active(string name) => Virtual(_builder.Active(name));

    /// <summary>Both limbs of a word.</summary>
    public WordColumns Word(string name) => new(Main(name + ".low"), Main(name + ".high"));

    /// <summary>Both limbs of what a word was before.</summary>
    public WordColumns OldWord(string name) => new(Main(name + ".oldLow"), Main(name + ".oldHigh"));

    /// <summary>The bytes of a word; nothing says yet that they are bytes.</summary>
    public ByteColumns Bytes(string name) => new(Main(name + ".byte0"), Main(name + ".byte1"), Main(name + ".byte2"), Main(name + ".byte3"));

    /// <summary>A column that is 0 or 1.</summary>
    public TableColumn Bool(string name)
    {
        TableColumn c = Main(name);
        AssertBool(name + " is 0 or 1", c);
        return c;
    }

    /// <summary>A public value of the shard.</summary>
    public Expr Public(int index) => _builder.Public(index);

    /// <summary>A constant, reduced mod p.</summary>
    public Expr Constant(long value) => _builder.Constant(value);

    /// <summary>A constant field element.</summary>
    public Expr Constant(KoalaBear value) => _builder.Constant(value);

    /// <summary>States that <paramref name="expr"/> is zero on every row.</summary>
    public void AssertZero(string label, Expr expr) => _builder.AssertZero(label, expr);

    /// <summary>States a = b on every row.</summary>
    public void AssertEqual(string label, Expr a, Expr b) => _builder.AssertEqual(label, a, b);

    /// <summary>States that <paramref name="expr"/> is 0 or 1 on every row.</summary>
    public void AssertBool(string label, Expr expr) => _builder.AssertBool(label, expr);

    /// <summary>Pushes a message with a multiplicity; the caller makes sure that it is boolean or otherwise bounded.</summary>
    public void Push(string label, Bus bus, Expr multiplicity, params ReadOnlySpan<Expr> fields) => _builder.Push(label, bus, multiplicity, fields);

    /// <summary>Pulls a message with a multiplicity; the caller makes sure that it is boolean or otherwise bounded.</summary>
    public void Pull(string label, Bus bus, Expr multiplicity, params ReadOnlySpan<Expr> fields) => _builder.Pull(label, bus, multiplicity, fields);

    /// <summary>Captures the table, named as its id.</summary>
    public AirProgram Capture() => _builder.Capture(id.ToString(), presence, logHeight, positions);

    private Expr Virtual(Expr column)
    {
        _columns++;
        return column;
    }
}
