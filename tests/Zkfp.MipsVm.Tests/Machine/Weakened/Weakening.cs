using Zkfp.Core.Air;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine.Weakened;

/// <summary>One change that makes a table say less, or something else.</summary>
/// <param name="Air">The table as it is.</param>
/// <param name="Constraint">The constraint that is left out, or −1.</param>
/// <param name="Interaction">The message that is left out or changed, or −1.</param>
/// <param name="Part">What of the message: <see cref="Whole"/>, <see cref="Multiplicity"/> or the index of a field.</param>
/// <param name="Column">The column that stands there instead; −1: zero.</param>
internal sealed record Weakening(AirProgram Air, int Constraint, int Interaction, int Part, int Column)
{
    public const int Whole = -2, Multiplicity = -1;

    /// <summary>Every weakening of every table of the big-endian machine, and of those of the little-endian one that differ.</summary>
    public static IEnumerable<Weakening> All()
    {
        MipsMachine big = MipsMachine.For(Endianness.Big), little = MipsMachine.For(Endianness.Little);
        for (int i = 0; i < big.Definition.Tables.Count; i++)
        {
            foreach (Weakening w in Of(big.Definition.Tables[i])) yield return w;
            if (Differ(big.Definition.Tables[i], little.Definition.Tables[i]))
                foreach (Weakening w in Of(little.Definition.Tables[i])) yield return w;
        }
    }

    /// <summary>
    /// Each constraint left out; each message left out; each multiplicity and each field replaced by 0 and by each other column. (A multiplicity of 0 is a
    /// message left out.)
    /// </summary>
    public static IEnumerable<Weakening> Of(AirProgram air)
    {
        for (int c = 0; c < air.Constraints.Count; c++) yield return new Weakening(air, c, -1, Whole, -1);
        for (int i = 0; i < air.Interactions.Count; i++)
        {
            AirInteraction interaction = air.Interactions[i];
            yield return new Weakening(air, -1, i, Whole, -1);
            for (int part = Multiplicity; part < interaction.Fields.Length; part++)
            {
                AirNode now = air.Nodes[part == Multiplicity ? interaction.Multiplicity : interaction.Fields[part]];
                // The multiplicity of a pull is 0 − m.
                if (part == Multiplicity && !interaction.IsPush && now.Kind == ExprKind.Sub && air.Nodes[(int)now.A] is { Kind: ExprKind.Constant, A: 0 }) now = air.Nodes[(int)now.B];
                for (int column = part == Multiplicity ? 0 : -1; column < air.Columns.Count; column++)
                {
                    bool same = column < 0 ? now is { Kind: ExprKind.Constant, A: 0 } : now.Kind == ExprKind.Column && now.A == column;
                    if (!same) yield return new Weakening(air, -1, i, part, column);
                }
            }
        }
    }

    /// <summary>The weakened table.</summary>
    /// <exception cref="ArgumentException">It cannot be captured: then nobody can use it.</exception>
    public AirProgram Apply()
    {
        var b = new AirBuilder();
        Expr[] columns = [.. Air.Columns.Select(c => c.Kind switch
        {
            ColumnKind.Main => b.Main(c.Name),
            ColumnKind.Boundary => b.Boundary(c.Name),
            ColumnKind.Preprocessed => b.Preprocessed(c.Name),
            _ => c.Virtual switch
            {
                VirtualKind.Active => b.Active(c.Name),
                VirtualKind.IndexBits => b.IndexBits(c.Name, c.Shift, c.Bits),
                _ => b.AndBits(c.Name, c.Shift, c.ShiftB, c.Bits),
            },
        })];
        var nodes = new Expr[Air.Nodes.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            AirNode n = Air.Nodes[i];
            nodes[i] = n.Kind switch
            {
                ExprKind.Constant => b.Constant(new Core.Field.KoalaBear(n.A)),
                ExprKind.Column => columns[n.A],
                ExprKind.Public => b.Public((int)n.A),
                ExprKind.Add => nodes[n.A] + nodes[n.B],
                ExprKind.Sub => nodes[n.A] - nodes[n.B],
                _ => nodes[n.A] * nodes[n.B],
            };
        }

        for (int c = 0; c < Air.Constraints.Count; c++)
            if (c != Constraint) b.AssertZero(Air.Constraints[c].Label, nodes[Air.Constraints[c].Node]);
        for (int i = 0; i < Air.Interactions.Count; i++)
        {
            AirInteraction interaction = Air.Interactions[i];
            bool changed = i == Interaction;
            if (changed && Part == Whole) continue;
            Expr other = Column < 0 ? b.Constant(0L) : columns[Column];
            Expr[] fields = [.. interaction.Fields.Select((f, k) => changed && k == Part ? other : nodes[f])];
            Expr multiplicity = nodes[interaction.Multiplicity];
            if (interaction.IsPush) b.Push(interaction.Label, interaction.Bus, changed && Part == Multiplicity ? other : multiplicity, fields);
            else b.Pull(interaction.Label, interaction.Bus, changed && Part == Multiplicity ? other : -multiplicity, fields);
        }

        return b.Capture(Air.Name, Air.Presence, Air.FixedLogHeight, Air.Positions);
    }

    /// <summary>"table: constraint", "table: message", "table: message × column" or "table: message[field] = column".</summary>
    public override string ToString()
    {
        if (Constraint >= 0) return $"{Air.Name}: {Air.Constraints[Constraint].Label}";
        string name = $"{Air.Name}: {Air.Interactions[Interaction].Label}", column = Column < 0 ? "0" : Air.Columns[Column].Name;
        return Part == Whole ? name : Part == Multiplicity ? $"{name} × {column}" : $"{name}[{Part}] = {column}";
    }

    private static bool Differ(AirProgram a, AirProgram b) =>
        !a.Nodes.SequenceEqual(b.Nodes) || !a.Constraints.SequenceEqual(b.Constraints)
        || !a.Interactions.Select(i => (i.Label, i.Multiplicity)).SequenceEqual(b.Interactions.Select(i => (i.Label, i.Multiplicity)))
        || !a.Interactions.SelectMany(i => i.Fields).SequenceEqual(b.Interactions.SelectMany(i => i.Fields));
}
