using System.CommandLine;
using System.Globalization;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Profiling;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp profile`.</summary>
internal static class ProfileCommand
{
    private const string Help = """
        Execute a program and show which functions its instructions and committed trace cells (what proving costs) belong to.
        --folded writes folded stacks for flame graph tools.

        Examples:
          zkfp profile sha256sum.elf --stdin photo.jpg
          zkfp profile sha256sum.elf --stdin photo.jpg --folded cells.folded --metric cells
        """;

    public static Command Create()
    {
        var command = new Command("profile", Help);
        var guest = new GuestInput();
        guest.AddTo(command);
        var top = new Option<int>("--top") { Description = "Functions and opcodes to list.", DefaultValueFactory = _ => 30 };
        var folded = new Option<string?>("--folded") { Description = "File for folded stacks." };
        var metric = new Option<string>("--metric") { Description = "What folded stacks count: cells or instructions.", DefaultValueFactory = _ => "cells" };
        metric.AcceptOnlyFromAmong("cells", "instructions");
        Option<bool> json = CommandRunner.JsonOption();
        command.Add(top);
        command.Add(folded);
        command.Add(metric);
        command.Add(json);
        command.OnRun(json, (result, cancellation) =>
        {
            ProgramImage program = guest.Load(result);
            using Stream stdin = guest.OpenStdin(result);
            using GuestHost host = GuestHost.Create(program, guest, result, stdin, Stream.Null, Stream.Null, cancellation);
            int[] costs = CellCosts.PerOpcode(MipsMachine.For(program.Endianness));
            RunProfile profile = host.Guard(() => RunProfile.Run(program, host.Host, costs, new RunOptions { Cancellation = cancellation }));
            cancellation.ThrowIfCancellationRequested();
            Print(profile, result.GetValue(top));
            if (result.GetValue(folded) is { } path)
            {
                using var text = new StringWriter(CultureInfo.InvariantCulture);
                profile.WriteFolded(text, result.GetValue(metric) == "cells" ? ProfileMetric.Cells : ProfileMetric.Instructions);
                Files.WriteAtomically(path, System.Text.Encoding.UTF8.GetBytes(text.ToString()), "folded stacks");
            }

            if (result.GetValue(json))
            {
                new JsonReport("profile").Add("cycles", (long)profile.Outcome.Instructions).Add("cells", (long)profile.Cells)
                    .Add("outcome", profile.Outcome.ToString()).Print(Console.Error);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(RunProfile profile, int top)
    {
        TextWriter o = Console.Out;
        ulong instructions = profile.Outcome.Instructions, cells = Math.Max(1, profile.Cells);
        o.WriteLine($"{profile.Outcome}: {instructions} instructions, {profile.Cells} cells ({(double)profile.Cells / Math.Max(1, instructions):F1} per instruction)");
        o.WriteLine();
        o.WriteLine($"{"cells",7} {"self",14} {"total",14} {"calls",11}  function");
        foreach (FunctionProfile f in profile.Functions.Take(top))
            o.WriteLine($"{(double)f.SelfCells / cells,7:P1} {f.SelfInstructions,14} {f.TotalInstructions,14} {f.Calls,11}  {f.Name}");
        o.WriteLine();
        o.WriteLine($"{"cells",7} {"instructions",14}  opcode");
        foreach (OpcodeProfile p in profile.Opcodes.Take(top))
            o.WriteLine($"{(double)p.Cells / cells,7:P1} {p.Instructions,14}  {p.Opcode}");
    }
}
