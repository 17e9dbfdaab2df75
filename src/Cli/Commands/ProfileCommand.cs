using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Execution.Profiling;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.Prover.Runs;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp profile`.</summary>
internal static class ProfileCommand
{
    private const string Help = """
        Cells are what proving costs. --folded writes folded stacks for flame graph tools.

        Examples:
          zkfp profile sha256sum.elf --stdin photo.jpg
          zkfp profile sha256sum.elf --stdin photo.jpg --folded cells.folded
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("profile", "Show which functions the instructions and trace cells of a run belong to.", Help) { TakesGuestArguments = true };
        var guest = new GuestInput();
        guest.AddTo(command);
        var top = new Option<int>("--top") { Description = "Functions and opcodes to list; 30 if absent.", DefaultValueFactory = _ => 30 };
        var folded = new Option<string?>("--folded") { Description = "File to write with folded stacks.", HelpName = "FILE" };
        var metric = new Option<string>("--metric")
        {
            Description = "What folded stacks count: cells or instructions; cells if absent.",
            HelpName = "UNIT",
            DefaultValueFactory = _ => "cells",
        };
        metric.OneOf("cells", "instructions");
        command.Add(top);
        command.Add(folded);
        command.Add(metric);
        top.Between(0, int.MaxValue);
        command.OnRun(common, session =>
        {
            string? foldedPath = session.Get(folded);
            session.Need(metric, foldedPath is not null, "needs --folded");
            session.CheckFiles([session.Get(guest.Elf), guest.StdinFile(session)], [foldedPath]);
            using AtomicFile? foldedFile = foldedPath is null ? null : Files.Create(foldedPath, "folded stacks");
            ProgramImage program = guest.Load(session);
            using Stream stdin = guest.OpenStdin(session);
            using GuestHost host = GuestHost.Create(program, guest, session, stdin, Stream.Null, Stream.Null);
            int[] costs = CellCosts.PerOpcode(MipsMachine.For(program.Endianness));
            RunProfile profile = host.Guard(() => RunProfile.Run(program, host.Host, costs, new RunOptions { Cancellation = session.Cancellation }));
            session.Cancellation.ThrowIfCancellationRequested();
            Print(session, profile, session.Get(top));
            if (foldedFile is not null)
            {
                using var text = new StreamWriter(foldedFile, leaveOpen: true);
                profile.WriteFolded(text, session.Get(metric) == "cells" ? ProfileMetric.Cells : ProfileMetric.Instructions);
                text.Flush();
                foldedFile.Commit();
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(Session session, RunProfile profile, int top)
    {
        ulong instructions = profile.Outcome.Instructions, cells = Math.Max(1, profile.Cells);
        double perInstruction = (double)profile.Cells / Math.Max(1, instructions);
        session.Line(string.Create(
            CultureInfo.InvariantCulture, $"{profile.Outcome}: {instructions} instructions, {profile.Cells} cells ({perInstruction:F1} per instruction)"));
        session.Line();
        Table functions = Terminal.Table("cells", "self", "total", "calls", "function"), opcodes = Terminal.Table("cells", "instructions", "opcode");
        foreach (FunctionProfile f in profile.Functions.Take(top))
            functions.AddRow(Share(f.SelfCells), $"{f.SelfInstructions}", $"{f.TotalInstructions}", $"{f.Calls}", Terminal.Escape(f.Name));
        foreach (OpcodeProfile p in profile.Opcodes.Take(top)) opcodes.AddRow(Share(p.Cells), $"{p.Instructions}", $"{p.Opcode}");
        session.Report.Write(functions);
        session.Line();
        session.Report.Write(opcodes);
        session.Json.Add("cycles", (long)instructions).Add("cells", (long)profile.Cells).Add("outcome", profile.Outcome.ToString())
            .Add("functions", new JsonArray([.. profile.Functions.Take(top).Select(f => new JsonObject
            {
                ["name"] = f.Name,
                ["selfCells"] = f.SelfCells,
                ["selfInstructions"] = f.SelfInstructions,
                ["totalInstructions"] = f.TotalInstructions,
                ["calls"] = f.Calls,
            })]))
            .Add("opcodes", new JsonArray([.. profile.Opcodes.Take(top).Select(p => new JsonObject
            {
                ["name"] = p.Opcode.ToString(),
                ["cells"] = p.Cells,
                ["instructions"] = p.Instructions,
            })]));
        string Share(ulong part) => ((double)part / cells).ToString("P1", CultureInfo.InvariantCulture);
    }
}
