using Zkfp.Core.Air;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Recursion.Machine.Tables;

namespace Zkfp.Recursion.Machine;

/// <summary>
/// A circuit machine: one more machine for prover and verifier. A circuit is what its preprocessed columns say; a proof says that a witness of the circuit
/// exists whose two output wires are the public values, a digest of nine elements. Machines differ in their tables; who records a circuit names the machine.
/// <para>
/// <b>Wires.</b> A wire is a number, its address, and a value of five elements; a base element is a wire whose last four are 0. On the bus Wire the one row
/// that
/// writes a wire pushes (address, value) as often as it is read, and each reader pulls it once. Addresses and numbers of reads are preprocessed and
/// <see cref="Recording.CircuitCheck"/> has counted them: so for each address there is one pushed value v with multiplicity u &lt; p and u pulls, and the sum
/// over messages (address, ·)
/// is zero only if every reader has v. A row that asserts "the result is wire w" pulls what it computes at the address of w instead of pushing. Addresses rise
/// along the circuit, so no value depends on itself.
/// </para>
/// <para>
/// <b>Rows out of use</b> have preprocessed zeros: multiplicities are preprocessed columns or have one as a factor, so such rows send nothing.
/// </para>
/// </summary>
public sealed class RecursionMachine
{
    /// <summary>Number of public values: the digest of a statement.</summary>
    public const int PublicValues = Digest.Length;

    /// <summary>Address of the wire whose five coefficients are public values 0 … 4; public values 5 … 8 and a zero are the next.</summary>
    public const int OutputAddress = 1;

    /// <summary>Number of output wires.</summary>
    public const int Outputs = 2;

    /// <summary>(address, v₀ … v₄).</summary>
    internal static readonly Bus Wire = new("wire", 1, 6);

    /// <summary>(32 · tree + level, index, digest): nodes of Merkle trees.</summary>
    internal static readonly Bus Node = new("node", 2, 2 + Digest.Length);

    /// <summary>(array, index, v₀ … v₄): entries of arrays.</summary>
    internal static readonly Bus Entry = new("entry", 3, 7);

    /// <summary>Numbers below 2^<see cref="RangeTable.LogLimit"/>.</summary>
    internal static readonly Bus Range = new("range", 4, 1);

    private readonly int[] _places = new int[Enum.GetValues<TableId>().Length];

    private RecursionMachine(string name, RecursionTable[] tables)
    {
        Tables = tables;
        Array.Fill(_places, -1);
        for (int t = 0; t < tables.Length; t++) _places[(int)tables[t].Id] = t;
        Definition = new MachineDefinition(name, Array.ConvertAll(tables, t => t.Capture()), Messages(), PublicValues);
    }

    /// <summary>The machine of all circuits in use.</summary>
    public static RecursionMachine Rec1 { get; } = new("rec1",
    [
        new ConstantTable(), new InputTable(positions: 2), new MacTable(positions: 4), new DotTable(), new PowTable(), new PackTable(positions: 2), new BitsTable(), new ArrayTable(),
        new SelectTable(), new SpongeTable(), new PortTable(), new MerkleTable(), new RangeTable(),
    ]);

    /// <summary>
    /// The machine of a last proof that L1 verifies (docs/decisions/0016-l1-machine.md): a third of the columns, since a permutation is spread over rows of
    /// wires. It has no arrays.
    /// </summary>
    public static RecursionMachine Fin1 => s_fin1.Value;

    private static readonly Lazy<RecursionMachine> s_fin1 = new(() => new RecursionMachine("fin1",
    [
        new ConstantTable(), new InputTable(positions: 1), new MacTable(positions: 1), new PowTable(), new PackTable(positions: 1), new ByteTable(), new RoundsTable(),
        new PartialTable(), new StepTable(), new PortTable(), new RangeTable(),
    ]));

    /// <summary>The machine, for prover and verifier.</summary>
    public MachineDefinition Definition { get; }

    internal RecursionTable[] Tables { get; }

    /// <summary>Whether it has a table.</summary>
    internal bool Has(TableId table) => _places[(int)table] >= 0;

    /// <summary>Where it has a table in <see cref="Tables"/>.</summary>
    /// <exception cref="InvalidOperationException">It has no such table.</exception>
    internal int PlaceOf(TableId table) =>
        Has(table) ? _places[(int)table] : throw new InvalidOperationException($"The machine {Definition.Name} has no table {table}.");

    // The statement reads the output wires.
    private static AirProgram Messages()
    {
        var b = new AirBuilder();
        var v = new Expr[Outputs * 5];
        for (int i = 0; i < v.Length; i++) v[i] = i < PublicValues ? b.Public(i) : b.Constant(0L);
        for (int i = 0; i < Outputs; i++)
            b.Pull($"output {i}", Wire, b.Constant(1L), [b.Constant((long)(OutputAddress + i)), .. v.AsSpan(5 * i, 5)]);
        return b.Capture("Statement", TablePresence.EveryShard);
    }
}
