using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Loading;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover.Runs;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Testing;
using Zkfp.Rollup.Types;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp evm`: the stateless EVM guest on blocks and on Ethereum's official tests.</summary>
internal static class EvmCommands
{
    private const string BlockHelp = """
        Inside the machine by default; every header field that execution determines is compared. Exits with 1 if a field differs or the block is invalid.

        Examples:
          zkfp evm block mainnet_24628607.json.gz
          zkfp evm block mainnet_24628607.json.gz --native
          zkfp evm block --rpc http://127.0.0.1:8545 --number 24628607 \
              --save block.json.gz
          zkfp evm block --rpc http://127.0.0.1:8545 --number 7 \
              --chain-config genesis.json
          zkfp evm block samples/transfers.json --save-input block.input \
              --save-output block.output

        Prove a block with what --save-input wrote, and check the proof against what --save-output wrote:
          zkfp prove guests/evm/prebuilt/evm-guest-mips.elf --stdin block.input \
              -o block.proof
          zkfp verify block.proof --elf guests/evm/prebuilt/evm-guest-mips.elf \
              --expect-output block.output
        """;

    private const string Input = "the guest's input", Output = "the guest's output";

    private const string StateHelp = """
        By the native build of the guest by default. Exits with 1 on any failure.

        Examples:
          zkfp evm statetest GeneralStateTests
          zkfp evm statetest EIPTests/StateTests --fork Prague --filter bls_pairing
          zkfp evm statetest GeneralStateTests/stExample --vm
        """;

    private const string ChainHelp = """
        Valid blocks must reproduce their headers, invalid ones be refused. Exits with 1 on any failure.

        Examples:
          zkfp evm blocktest BlockchainTests
          zkfp evm blocktest BlockchainTests/ValidBlocks/bcExample --vm
        """;

    private const string TransactionHelp = """
        Signed transactions, valid and malformed. Exits with 1 on any failure.

        Example:
          zkfp evm transactiontest TransactionTests
        """;

    /// <summary>The command.</summary>
    public static Command Create(CommonOptions common) => new CliCommand("evm", "The stateless EVM guest: blocks, and Ethereum's official tests.")
    {
        CreateBlock(common),
        CreateTest(common, "statetest", "GeneralStateTests", StateHelp, static options => new StateTestRunner(options)),
        CreateTest(common, "blocktest", "BlockchainTests", ChainHelp, static options => new BlockTestRunner(options)),
        CreateTest(common, "transactiontest", "TransactionTests", TransactionHelp, static options => new TransactionTestRunner(options)),
    };

    private static CliCommand CreateTest(CommonOptions common, string name, string suite, string help, Func<TestOptions, TestRunner> makeRunner)
    {
        var command = new CliCommand(name, $"Run {suite} of ethereum/tests.", help);
        var paths = new Argument<string[]>("PATH") { Description = "Test files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var fork = new Option<string?>("--fork") { Description = "Only this fork: Cancun, Prague or Osaka.", HelpName = "FORK" };
        fork.OneOf("Cancun", "Prague", "Osaka");
        var filter = new Option<string?>("--filter") { Description = "Only cases whose file or name contains this text." };
        Option<int> threads = ComputeOptions.CreateThreads("Files run at the same time; 0, or without it: one per processor that the process may use.");
        Option<bool> vm = OptionValues.Flag("--vm", "Run inside the machine instead of natively.");
        Option<string> endian = EndianOption();
        Option<string?> guest = GuestOption();
        command.Add(paths);
        foreach (Option option in new Option[] { fork, filter, threads, vm, endian, guest }) command.Add(option);

        command.OnRun(common, session => Guarded(() =>
        {
            ParseResult result = session.Result;
            session.CheckFiles(result.GetRequiredValue(paths).Append(result.GetValue(guest)), []);
            foreach (string path in result.GetRequiredValue(paths)) Files.CheckThere(path, "test");
            session.Need(endian, result.GetValue(vm), "needs --vm");
            string? forkName = result.GetValue(fork);
            int workers = ComputeOptions.Count(result.GetValue(threads));
            TestRunner runner = makeRunner(new TestOptions
            {
                Guest = Factory(result.GetValue(vm), result.GetValue(guest), result.GetRequiredValue(endian), session.Cancellation),
                DraftPragueGuest = result.GetValue(vm) || GuestFiles.FindDraftPrague() is not { } draft ? null : () => new NativeGuest(draft),
                Fork = forkName is null ? null : Enum.Parse<Fork>(forkName),
                Filter = result.GetValue(filter),
                Threads = workers,
            });
            var failures = new JsonArray();
            var report = new TestReport(test => Print(session, failures, test));
            var clock = Stopwatch.StartNew();
            runner.Run(TestRunner.Files(result.GetRequiredValue(paths)), report, session.Cancellation);
            if (report.Count(TestOutcome.Passed) + report.Count(TestOutcome.Failed) + report.Count(TestOutcome.Skipped) == 0)
                throw new CliException(ExitCode.Usage, "no test case was found: nothing there is one of this kind, or --fork and --filter leave none");
            session.Line($"{report}");
            session.Json.Add("passed", report.Count(TestOutcome.Passed)).Add("failed", report.Count(TestOutcome.Failed)).Add("skipped", report.Count(TestOutcome.Skipped))
                .Add("cycles", (long)report.Cycles).Add("seconds", clock.Elapsed.TotalSeconds).Add("failures", failures);
            return report.Count(TestOutcome.Failed) == 0 ? ExitCode.Ok : ExitCode.Invalid;
        }));
        return command;
    }

    private static CliCommand CreateBlock(CommonOptions common)
    {
        var command = new CliCommand("block", "Execute a block from its witness.", BlockHelp);
        var file = new Argument<string?>("FILE")
        {
            Description = "Block with its witness (JSON, may be gzipped).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var rpc = new Option<string?>("--rpc")
        {
            Description = "Ask this node instead. It must offer debug_executionWitness, or eth_getProof and debug_traceBlockByNumber.",
            HelpName = "URL",
        };
        var number = new Option<ulong?>("--number") { Description = "Block number, with --rpc." };
        number.Between(0, ulong.MaxValue);
        var save = new Option<string?>("--save") { Description = "Also write the block with its witness to this file.", HelpName = "FILE" };
        var saveInput = new Option<string?>("--save-input") { Description = "Also write the guest's standard input to this file (for zkfp run and prove).", HelpName = "FILE" };
        var saveOutput = new Option<string?>("--save-output") { Description = "Also write the guest's standard output to this file (for zkfp verify --expect-output).", HelpName = "FILE" };
        var chain = new Option<string?>("--chain-config")
        {
            Description = "The chain's forks, as geth's genesis files hold them; needed for other chains than mainnet, Sepolia, Hoodi and Holesky.",
            HelpName = "FILE",
        };
        Option<bool> native = OptionValues.Flag("--native", "Run the native build of the guest.");
        Option<string> endian = EndianOption();
        Option<string?> guest = GuestOption();
        command.Add(file);
        foreach (Option option in new Option[] { rpc, number, save, saveInput, saveOutput, chain, native, endian, guest }) command.Add(option);
        command.OnRun(common, session => Guarded(() =>
        {
            ParseResult result = session.Result;
            CancellationToken cancellation = session.Cancellation;
            string? blockPath = result.GetValue(file), chainPath = result.GetValue(chain);
            session.CheckFiles([blockPath, chainPath, result.GetValue(guest)], [result.GetValue(save), result.GetValue(saveInput), result.GetValue(saveOutput)]);
            session.Need(endian, !result.GetValue(native), "has no effect with --native");
            session.Need(number, blockPath is null || session.Has(rpc), "needs --rpc");
            using AtomicFile? blockFile = Start(result.GetValue(save), "block"), inputFile = Start(result.GetValue(saveInput), Input);
            using AtomicFile? outputFile = Start(result.GetValue(saveOutput), Output);
            ChainConfig? given = chainPath is null ? null : ReadChain(chainPath, cancellation);
            NodeBlock fetched = Fetch(blockPath, result.GetValue(rpc), result.GetValue(number), cancellation);
            BlockFile block = fetched.File;
            if (blockFile is not null) SaveBlock(block, blockFile, result.GetValue(save)!);
            ChainConfig config = given ?? ChainConfig.Known(block.ChainId) ?? throw new CliException(
                ExitCode.BadInput, $"the block is of chain {block.ChainId}, whose forks are not known: give them with --chain-config");
            if (config.ChainId != block.ChainId)
                throw new CliException(ExitCode.BadInput, $"the block is of chain {block.ChainId}, --chain-config of chain {config.ChainId}");
            config.At(block.Peek().Timestamp);
            byte[] input = Zkfp.Rollup.Guest.GuestInput.Block(config, block.BlockRlp, block.Witness);
            if (inputFile is not null) Files.Commit(inputFile, result.GetValue(saveInput)!, input, Input);

            using IGuest runner = Factory(!result.GetValue(native), result.GetValue(guest), result.GetRequiredValue(endian), cancellation)();
            var clock = Stopwatch.StartNew();
            GuestRun run = runner.Run(input, cancellation);
            double seconds = clock.Elapsed.TotalSeconds;
            if (outputFile is not null) Files.Commit(outputFile, result.GetValue(saveOutput)!, run.Output, Output);
            return Report(session, fetched, run, seconds);
        }));
        return command;
    }

    private static int Report(Session session, NodeBlock block, GuestRun run, double seconds)
    {
        GuestOutput output = Parse(run);

        // Not a verdict: the block may be valid or not.
        if (output.Status is GuestStatus.OutOfMemory or GuestStatus.InputOutput or GuestStatus.Internal)
            throw new CliException(ExitCode.Unprovable, $"the guest gave up ({output.Status}: {output.Reason}); this says nothing about the block");
        var differences = new List<string>();
        if (output.Status != GuestStatus.Success) differences.Add($"the guest refuses the block: {output.Status} ({output.Reason})");
        if (block.Gathered && output.Status is GuestStatus.NodeMissing or GuestStatus.CodeMissing or GuestStatus.BadHeaders)
        {
            differences.Add("the node has no debug_executionWitness, and its proofs and traces do not hold all that the block needs "
                + "(a branch beside a deleted slot, an account that only a reverted call touched, or older headers); ask a node that has it");
        }

        if (output.Block is { } result)
        {
            differences.AddRange(BlockCheck.Differences(Block.Decode(block.File.BlockRlp).Header, result));
            session.Line($"block          {result.Number} {result.BlockHash}");
            session.Line($"pre-state root {result.PreStateRoot}");
            session.Line($"state root     {result.StateRoot}");
            session.Line($"receipts root  {result.ReceiptsRoot}");
            session.Line($"logs bloom     {Keccak256.Hash(result.LogsBloom.Span)} (keccak256)");
            session.Line($"requests hash  {result.RequestsHash?.ToString() ?? "none"}");
            session.Line($"transactions   {result.TransactionCount}");
            session.Line(Invariant($"gas used       {result.GasUsed}"));
        }

        ulong gas = output.Block?.GasUsed ?? 0;
        double? cyclesPerGas = run.Cycles is { } cycles && gas > 0 ? (double)cycles / gas : null;
        if (run.Cycles is { } count) session.Line(Invariant($"cycles         {count}"));
        if (cyclesPerGas is { } ratio) session.Line(Invariant($"cycles per gas {ratio:0.000}"));
        session.Line(Invariant($"seconds        {seconds:0.000}"));
        foreach (string difference in differences) session.Line($"DIFFERENT: {difference}");
        session.Line(differences.Count == 0 ? "all header fields reproduced" : $"{differences.Count} differences");
        session.Json.Add("valid", differences.Count == 0).Add("status", (int)output.Status).Add("reason", output.Reason)
            .Add("differences", new JsonArray([.. differences.Select(d => (JsonNode?)d)]))
            .Add("number", (long?)output.Block?.Number).Add("blockHash", output.Block?.BlockHash.ToString()).Add("preStateRoot", output.Block?.PreStateRoot.ToString())
            .Add("stateRoot", output.Block?.StateRoot.ToString()).Add("receiptsRoot", output.Block?.ReceiptsRoot.ToString())
            .Add("requestsHash", output.Block?.RequestsHash?.ToString()).Add("transactions", (long?)output.Block?.TransactionCount).Add("gasUsed", (long?)output.Block?.GasUsed)
            .Add("seconds", seconds).Add("cycles", (long?)run.Cycles).Add("cyclesPerGas", cyclesPerGas);
        return differences.Count == 0 ? ExitCode.Ok : ExitCode.Invalid;
    }

    // Not the block's fault either.
    private static GuestOutput Parse(GuestRun run)
    {
        try
        {
            return run.Parse();
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCode.Unprovable, e.Message);
        }
    }

    private static NodeBlock Fetch(string? file, string? rpc, ulong? number, CancellationToken cancellation)
    {
        if (file is not null)
        {
            if (rpc is not null) throw new CliException(ExitCode.Usage, "give either FILE, or --rpc and --number");
            string? other = RecognizeFile(file, cancellation);
            try
            {
                if (other is null)
                {
                    BlockFile block = Files.Guard(file, "read", "block", () => Interruptible.Run(() => BlockFile.Read(file), cancellation));
                    _ = block.Peek();
                    return new NodeBlock(block, Gathered: false);
                }
            }
            catch (RlpException e)
            {
                other = $"its blockRlp is none: {e.Message}";
            }
            catch (OverflowException)
            {
                other = "it is longer than JSON may be here (2 GiB)";
            }

            throw new CliException(ExitCode.BadInput, $"'{file}' is not a block with its witness: {other}");
        }

        if (rpc is null || number is not { } n) throw new CliException(ExitCode.Usage, "give FILE, or --rpc and --number");
        if (!JsonRpcClient.IsUrl(rpc)) throw new CliException(ExitCode.Usage, $"--rpc: '{rpc}' is not an http or https URL");
        using var client = new JsonRpcClient(rpc);
        return new EthereumNode(client).BlockWithWitnessAsync(n, cancellation).GetAwaiter().GetResult();
    }

    private static ChainConfig ReadChain(string path, CancellationToken cancellation)
    {
        byte[] bytes = Files.Read(path, "chain configuration", cancellation);
        try
        {
            return ChainConfigFile.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCode.BadInput, $"'{path}' is not a chain configuration: {FileKind.Recognize(FileKind.Start(bytes)) ?? e.Message}");
        }
    }

    // What a file is that is certainly no block; gzip may hold one.
    private static string? RecognizeFile(string path, CancellationToken cancellation)
    {
        using FileStream file = Files.OpenRead(path, "block", cancellation);
        return Files.Guard(path, "read", "block", () =>
        {
            if (!file.CanSeek || file.Length == 0 && file.ReadByte() >= 0) throw new NotSupportedException();
            file.Position = 0;
            var bytes = new byte[FileKind.HeaderBytes];
            string? kind = FileKind.Recognize(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
            return kind == FileKind.Gzip ? null : kind;
        });
    }

    // The program is loaded once and shared; each worker gets a guest of its own.
    private static Func<IGuest> Factory(bool vm, string? path, string endian, CancellationToken cancellation)
    {
        if (!vm)
        {
            string native = path ?? GuestFiles.FindNative();
            return () => new NativeGuest(native);
        }

        ProgramImage program = Infrastructure.GuestInput.Load(
            path ?? GuestFiles.FindMips(endian == "little" ? Endianness.Little : Endianness.Big), Profile.Linux, cancellation);
        return () => new MachineGuest(program);
    }

    private static Option<string> EndianOption()
    {
        var option = new Option<string>("--endian")
        {
            Description = "Byte order of the machine: big or little; big if absent.",
            HelpName = "ORDER",
            DefaultValueFactory = _ => "big",
        };
        option.OneOf("big", "little");
        return option;
    }

    private static Option<string?> GuestOption() =>
        new("--guest") { Description = "Another build of the guest: an ELF file for the machine, or a native program.", HelpName = "FILE" };

    private static void Print(Session session, JsonArray failures, TestResult result)
    {
        if (result.Outcome == TestOutcome.Failed)
        {
            session.Line($"FAILED  {result.Name}: {result.Detail}");
            failures.Add((JsonNode)$"{result.Name}: {result.Detail}");
        }

        if (result.Outcome == TestOutcome.Skipped) session.Line($"skipped {result.Name}: {result.Detail}");
    }

    // Written aside first: a block is appended to no file, and a broken disk leaves the old one.
    private static void SaveBlock(BlockFile block, AtomicFile target, string path) => Files.Guard(path, "write", "block", () =>
    {
        block.Write(target, path.EndsWith(".gz", StringComparison.Ordinal));
        target.Commit();
        return true;
    });

    private static AtomicFile? Start(string? path, string what) => path is null ? null : Files.Create(path, what);

    // Of a program that does not start, the system's own words.
    private static string InWords(GuestException error) => error.InnerException is System.ComponentModel.Win32Exception start
        ? $"cannot start the native EVM guest: {Marshal.GetPInvokeErrorMessage(start.NativeErrorCode)}; --guest names a program of this machine"
        : error.Message;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Guarded(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (Translate(e is AggregateException { InnerException: { } inner } ? inner : e) is { } told)
        {
            throw told;
        }
    }

    private static CliException? Translate(Exception error) => error switch
    {
        GuestException e => new CliException(ExitCode.Unprovable, InWords(e)),
        RpcException => new CliException(ExitCode.Unprovable, error.Message),
        InvalidDataException or ArgumentException or FormatException => new CliException(ExitCode.BadInput, error.Message),
        _ => null,
    };
}
