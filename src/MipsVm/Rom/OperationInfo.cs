using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables;

namespace Zkfp.MipsVm.Rom;

/// <summary>What a row of an operation accesses.</summary>
[Flags]
internal enum Accesses : ushort
{
    None = 0,

    /// <summary>Reads register a.</summary>
    A = 1,

    /// <summary>Reads register b.</summary>
    B = 2,

    /// <summary>Writes register d.</summary>
    D = 4,

    /// <summary>Accesses a memory word.</summary>
    Memory = 8,

    /// <summary>Writes HI and LO.</summary>
    HiLo = 16,

    /// <summary>Writes $31.</summary>
    Link = 32,

    /// <summary>Reads register b if the row's flags say so.</summary>
    MaybeB = 64,

    /// <summary>Goes on at (npc, npc + 1).</summary>
    Sequential = 128,

    /// <summary>Reads and clears <see cref="Isa.RegisterKey.BrokenLink"/>.</summary>
    BrokenLink = 256,
}

/// <summary>Tables and accesses of an operation, as its table registers them.</summary>
/// <param name="Table">The table that proves it.</param>
/// <param name="Wrapped">The one where its address wraps around 2^32; the same if it has none.</param>
/// <param name="Delayed">The one where npc is not pc + 1; the same if one table proves both.</param>
/// <param name="Accesses">What a row accesses.</param>
internal readonly record struct OperationInfo(TableId Table, TableId Wrapped, TableId Delayed, Accesses Accesses)
{
    /// <summary>By operation; those that no instruction asks for (the second rows of others) are default. Both byte orders have the same.</summary>
    public static readonly OperationInfo[] All = Build();

    private static OperationInfo[] Build()
    {
        var all = new OperationInfo?[Enum.GetValues<Operation>().Length];
        TableSpec[] specs = TableList.For(Endianness.Little);
        foreach (TableSpec spec in specs)
        {
            foreach ((Operation operation, Accesses accesses) in spec.Operations)
            {
                if (all[(int)operation] is { } other) throw new InvalidOperationException($"{operation} is registered by {other.Table} and {spec.Id}.");
                all[(int)operation] = new OperationInfo(spec.Id, spec.Id, spec.Id, accesses);
            }
        }

        foreach (TableSpec spec in specs)
        {
            foreach (Operation operation in spec.Wrapped) all[(int)operation] = all[(int)operation]!.Value with { Wrapped = spec.Id };
            foreach (Operation operation in spec.Delayed) all[(int)operation] = all[(int)operation]!.Value with { Delayed = spec.Id };
        }

        return Array.ConvertAll(all, i => i.GetValueOrDefault());
    }
}
