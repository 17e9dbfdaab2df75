using System.CommandLine;
using System.Text.Json.Nodes;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Proofs;
using Zkfp.Recursion.Circuits;
using Zkfp.Rollup.Preimages;
using Zkfp.Verifier;
using Zkfp.Verifier.Diagnostics;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp inspect`.</summary>
internal static class InspectCommand
{
    private const string Help = """
        Key, parameters, shards, tables, security terms: nothing of it is verified; use 'zkfp verify'. With --dump, runs the verifier with the file's own key and prints
        every transcript event in order. Of a final proof, the runs that it claims. Also shows files of a work folder: headers of runs (.run) and nodes (.node).

        Examples:
          zkfp inspect run.proof
          zkfp inspect samples/hello.proof --dump > events.txt
          zkfp inspect run.proof --machine machine.bin --last-key last.vk
        """;

    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("inspect", "Show what a proof file claims.", Help);
        var proof = new Argument<string>("PROOF") { Description = "Proof file, or a file of a work folder." };
        Option<bool> dump = OptionValues.Flag("--dump", "Print every transcript event.");
        var tables = new Option<string?>("--machine") { Description = "Write the machine's tables to this file, for other verifiers.", HelpName = "FILE" };
        var lastKey = new Option<string?>("--last-key")
        {
            Description = "Of a final proof: write the key of the last recursion circuit, which it is verified with, to this file, for other verifiers.",
            HelpName = "FILE",
        };
        var recordFile = new Option<string?>("--record")
        {
            Description = "Profile cannon: record of the proof; the proof's name with .record, if there is one, if absent.",
            HelpName = "FILE",
        };
        command.Add(proof);
        command.Add(recordFile);
        command.Add(tables);
        command.Add(lastKey);
        command.Add(dump);
        var recursion = new RecursionOptions();
        recursion.AddTo(command);
        command.OnRun(common, session =>
        {
            string path = session.Get(proof);
            session.OutputIsTaken = session.Get(dump);
            session.CheckFiles([path, session.Get(recordFile)], [session.Get(tables), session.Get(lastKey)]);
            session.Need(recordFile, !session.Get(dump), "has no effect with --dump");
            if (WorkFileReport.Kind(path, session.Cancellation) is { } kind)
            {
                foreach (Option option in new Option[] { dump, recordFile }) session.Need(option, false, $"is for lists of shards' proofs: '{path}' is none");
                bool final = ProofFormat.IsFinal(kind);
                int last = FinalFile.IndexOf(kind == ProofFormat.L1Kind);
                foreach (Option option in new Option[] { tables, lastKey }) session.Need(option, final, $"is for proofs: '{path}' is a file of a work folder");
                WorkFileReport.Write(session, path, kind, recursion);
                if (!final) return ExitCode.Ok;
                KeySet keys = recursion.Need(session).Keys;
                if (session.Get(tables) is { } tablesPath) Files.WriteAtomically(tablesPath, MachineFile.Write(keys.ShapeOf(last).Machine.Definition), "machine");
                if (session.Get(lastKey) is { } keyPath) Files.WriteAtomically(keyPath, VerifyingKeyFile.Write(keys.KeyOf(last)), "key");
                return ExitCode.Ok;
            }

            session.Need(lastKey, false, $"is for final proofs: '{path}' is none");
            (VerifyingKey key, FileStream run) = KeySource.OpenProof(path, session.Cancellation);
            using FileStream file = run;
            MachineDefinition machine = KeySource.Machine(key);
            string keyError = KeyCheck.Check(machine, key);
            if (keyError.Length != 0) throw new CliException(ExitCode.Invalid, keyError);
            if (session.Get(tables) is { } machinePath) Files.WriteAtomically(machinePath, MachineFile.Write(machine), "machine");
            if (session.Get(dump))
            {
                VerificationResult verified = RunVerifier.Verify(machine, key, file, new TranscriptPrinter(Console.Out), session.Cancellation);
                Console.Out.WriteLine(verified.Error is { } e ? $"invalid: {e.Describe()}" : "valid for the key in the file");
                session.Json.Add("valid", verified.IsValid).Add("reason", verified.Error?.Describe());
                return verified.IsValid ? ExitCode.Ok : ExitCode.Invalid;
            }

            string recordPath = session.Get(recordFile) ?? RecordOptions.DefaultPath(path);
            PreimageRecord? record = RecordOptions.Read(recordPath, optional: session.Get(recordFile) is null, session.Cancellation);
            byte[]? digest = Files.Guard(path, "read", "proof", () => new ProofReport(session, machine, key).Write(file));
            bool? belongs = null;
            if (record is not null)
            {
                RecordReport.Print(session, record, recordPath);
                belongs = digest is not null && record.Digest.AsSpan().SequenceEqual(digest);
                if (belongs == false) session.Line($"  '{recordPath}' does not belong to this digest");
            }

            session.Line("Nothing of this is verified: 'zkfp verify' does that.");
            RecordReport.AddTo(session.Json.Add("verified", false), record);
            session.Json.Add("recordBelongs", (JsonNode?)belongs);
            return ExitCode.Ok;
        });
        return command;
    }
}
