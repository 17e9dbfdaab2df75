using System.Globalization;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Layout;

namespace Zkfp.Cli.Tests.Architecture;

/// <summary>What docs/soundness.md says of the machines is what they are: its terms for β and τ are made from these numbers.</summary>
public class SoundnessPageTests
{
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void Constraints_evaluations_and_positions_are_those_of_the_machines(Endianness order)
    {
        string page = string.Join(' ', File.ReadAllText(Path.Combine(DependencyTests.RepositoryRoot(), "docs/soundness.md")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        (string c, string e, int positions) = Count(MipsMachine.Plain(order).Definition);
        Assert.Contains($"C = {c} constraints and E = {e} evaluations are those of all {positions} positions", page, StringComparison.Ordinal);
        (c, e, positions) = Count(MipsMachine.For(order).Definition);
        Assert.Contains($"C = {c}, E = {e} and {positions} positions", page, StringComparison.Ordinal);
    }

    private static (string Constraints, string Evaluations, int Positions) Count(MachineDefinition machine)
    {
        TablePosition[] all = TablePosition.All(machine);
        string Text(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
        return (Text(all.Sum(p => p.Air.Constraints.Count)), Text(all.Sum(p => p.EvaluationCount)), all.Length);
    }
}
