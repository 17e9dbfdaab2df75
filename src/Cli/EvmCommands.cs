using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Loading;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Rpc;
using Zkfp.Rollup.Testing;
using Zkfp.Rollup.Types;

namespace Zkfp.Cli;

/// <summary>`zkfp evm`: the stateless EVM guest on blocks and on Ethereum's official tests.</summary>
internal static class EvmCommands
{
    private const string BlockHelp = """
        Execute a block from its witness, inside the machine by default, and compare every header field that execution determines.
        Exits with 1 if a field differs or the block is invalid.

        Examples:
          zkfp evm block mainnet_24628607.json.gz
          zkfp evm block mainnet_24628607.json.gz --native
          zkfp evm block --rpc http://127.0.0.1:8545 --number 24628607 --save block.json.gz
          zkfp evm block --rpc http://127.0.0.1:8545 --number 7 --chain-config genesis.json
          zkfp evm block samples/transfers.json --save-input block.input --save-output block.output

        Prove a block with what --save-input wrote, and check the proof against what --save-output wrote:
          zkfp prove guests/evm/prebuilt/evm-guest-mips.elf --stdin block.input -o block.proof
          zkfp verify block.proof --elf guests/evm/prebuilt/evm-guest-mips.elf --output block.output
        """;

    private const string StateHelp = """
        Run GeneralStateTests of ethereum/tests (files or folders): native build of the guest by default. Exits with 1 on any failure.

        Examples:
          zkfp evm statetest GeneralStateTests
          zkfp evm statetest EIPTests/StateTests --fork Prague --filter bls_pairing
          zkfp evm statetest GeneralStateTests/stExample --vm
        """;

    private const string ChainHelp = """
        Run BlockchainTests of ethereum/tests (files or folders): valid blocks must reproduce their headers, invalid ones be refused.

        Examples:
          zkfp evm blocktest BlockchainTests
          zkfp evm blocktest BlockchainTests/ValidBlocks/bcExample --vm
        """;

    private const string TransactionHelp = """
        Run TransactionTests of ethereum/tests (files or folders): signed transactions, valid and malformed.

        Example:
          zkfp evm transactiontest TransactionTests
        """;

    /// <summary>The command.</summary>
    public static Command Create() => new("evm", "The stateless EVM guest: blocks, and Ethereum's official tests.")
    {
        CreateBlock(),
        CreateTest("statetest", StateHelp, static options => new StateTestRunner(options)),
        CreateTest("blocktest", ChainHelp, static options => new BlockTestRunner(options)),
        CreateTest("transactiontest", TransactionHelp, static options => new TransactionTestRunner(options)),
    };

    private static Command CreateTest(string name, string help, Func<TestOptions, TestRunner> makeRunner)
    {
        var command = new Command(name, help);
        var paths = new Argument<string[]>("PATH") { Description = "Test files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var fork = new Option<string?>("--fork") { Description = "Only this fork: Cancun, Prague or Osaka." };
        fork.AcceptOnlyFromAmong("Cancun", "Prague", "Osaka");
        var filter = new Option<string?>("--filter") { Description = "Only cases whose file or name contains this text." };
        var threads = new Option<int?>("--threads") { Description = "Files run at the same time; all processors by default." };
        var vm = new Option<bool>("--vm") { Description = "Run inside the machine instead of natively." };
        Option<string> endian = EndianOption();
        Option<string?> guest = GuestOption();
        Option<bool> json = CommandRunner.JsonOption();
        command.Add(paths);
        foreach (Option option in new Option[] { fork, filter, threads, vm, endian, guest, json }) command.Add(option);

        command.OnRun(json, (result, cancellation) => Guarded(() =>
        {
            string? forkName = result.GetValue(fork);
            int workers = result.GetValue(threads) ?? Environment.ProcessorCount;
            if (workers < 1) throw new CliException(ExitCode.Usage, $"--threads must be at least 1, got {workers}");
            TestRunner runner = makeRunner(new TestOptions
            {
                Guest = Factory(result.GetValue(vm), result.GetValue(guest), result.GetRequiredValue(endian)),
                DraftPragueGuest = result.GetValue(vm) || GuestFiles.FindDraftPrague() is not { } draft ? null : () => new NativeGuest(draft),
                Fork = forkName is null ? null : Enum.Parse<Fork>(forkName),
                Filter = result.GetValue(filter),
                Threads = workers,
            });
            var report = new TestReport(Print);
            var clock = Stopwatch.StartNew();
            runner.Run(TestRunner.Files(result.GetRequiredValue(paths)), report, cancellation);
            if (report.Count(TestOutcome.Passed) + report.Count(TestOutcome.Failed) + report.Count(TestOutcome.Skipped) == 0)
                throw new CliException(ExitCode.Usage, "no test case was found: nothing there is one of this kind, or --fork and --filter leave none");
            Console.Out.WriteLine(report);
            if (result.GetValue(json))
            {
                new JsonReport($"evm {name}")
                    .Add("passed", report.Count(TestOutcome.Passed))
                    .Add("failed", report.Count(TestOutcome.Failed))
                    .Add("skipped", report.Count(TestOutcome.Skipped))
                    .Add("cycles", (long)report.Cycles)
                    .Add("seconds", clock.Elapsed.TotalSeconds)
                    .Print(Console.Error);
            }

            return report.Count(TestOutcome.Failed) == 0 ? ExitCode.Ok : ExitCode.Invalid;
        }));
        return command;
    }

    private static Command CreateBlock()
    {
        var command = new Command("block", BlockHelp);
        var file = new Argument<string?>("FILE")
        {
            Description = "Block with its witness (JSON, may be gzipped).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var rpc = new Option<string?>("--rpc")
        {
            Description = "Ask this node instead. It must offer debug_executionWitness, or eth_getProof and debug_traceBlockByNumber.",
        };
        var number = new Option<ulong?>("--number") { Description = "Block number, with --rpc." };
        var save = new Option<string?>("--save") { Description = "Also write the block with its witness to this file." };
        var saveInput = new Option<string?>("--save-input") { Description = "Also write the guest's standard input to this file (for zkfp run and prove)." };
        var saveOutput = new Option<string?>("--save-output") { Description = "Also write the guest's standard output to this file (for zkfp verify --output)." };
        var chain = new Option<string?>("--chain-config")
        {
            Description = "The chain's forks, as geth's genesis files hold them; needed for other chains than mainnet, Sepolia, Hoodi and Holesky.",
        };
        var native = new Option<bool>("--native") { Description = "Run the native build of the guest." };
        Option<string> endian = EndianOption();
        Option<string?> guest = GuestOption();
        Option<bool> json = CommandRunner.JsonOption();
        command.Add(file);
        foreach (Option option in new Option[] { rpc, number, save, saveInput, saveOutput, chain, native, endian, guest, json }) command.Add(option);
        command.OnRun(json, (result, cancellation) => Guarded(() =>
        {
            ChainConfig? given = result.GetValue(chain) is { } chainPath ? ChainConfigFile.Read(chainPath) : null;
            NodeBlock fetched = Fetch(result.GetValue(file), result.GetValue(rpc), result.GetValue(number), cancellation);
            BlockFile block = fetched.File;
            if (result.GetValue(save) is { } path) block.Write(path);
            ChainConfig config = given ?? ChainConfig.Known(block.ChainId) ?? throw new CliException(
                ExitCode.BadInput, $"the block is of chain {block.ChainId}, whose forks are not known: give them with --chain-config");
            if (config.ChainId != block.ChainId)
                throw new CliException(ExitCode.BadInput, $"the block is of chain {block.ChainId}, --chain-config of chain {config.ChainId}");
            config.At(block.Peek().Timestamp);
            byte[] input = Zkfp.Rollup.Guest.GuestInput.Block(config, block.BlockRlp, block.Witness);
            if (result.GetValue(saveInput) is { } inputPath) Files.WriteAtomically(inputPath, input, "the guest's input");

            using IGuest runner = Factory(!result.GetValue(native), result.GetValue(guest), result.GetRequiredValue(endian))();
            var clock = Stopwatch.StartNew();
            GuestRun run = runner.Run(input, cancellation);
            double seconds = clock.Elapsed.TotalSeconds;
            if (result.GetValue(saveOutput) is { } outputPath) Files.WriteAtomically(outputPath, run.Output, "the guest's output");
            return Report(fetched, run, seconds, result.GetValue(json));
        }));
        return command;
    }

    private static int Report(NodeBlock block, GuestRun run, double seconds, bool json)
    {
        GuestOutput output = run.Parse();
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
            Console.Out.WriteLine($"block          {result.Number} {result.BlockHash}");
            Console.Out.WriteLine($"pre-state root {result.PreStateRoot}");
            Console.Out.WriteLine($"state root     {result.StateRoot}");
            Console.Out.WriteLine($"receipts root  {result.ReceiptsRoot}");
            Console.Out.WriteLine($"logs bloom     {Keccak256.Hash(result.LogsBloom.Span)} (keccak256)");
            Console.Out.WriteLine($"requests hash  {result.RequestsHash?.ToString() ?? "none"}");
            Console.Out.WriteLine($"transactions   {result.TransactionCount}");
            Console.Out.WriteLine(Invariant($"gas used       {result.GasUsed}"));
        }

        ulong gas = output.Block?.GasUsed ?? 0;
        double? cyclesPerGas = run.Cycles is { } cycles && gas > 0 ? (double)cycles / gas : null;
        if (run.Cycles is { } count) Console.Out.WriteLine(Invariant($"cycles         {count}"));
        if (cyclesPerGas is { } ratio) Console.Out.WriteLine(Invariant($"cycles per gas {ratio:0.000}"));
        Console.Out.WriteLine(Invariant($"seconds        {seconds:0.000}"));
        foreach (string difference in differences) Console.Out.WriteLine($"DIFFERENT: {difference}");
        Console.Out.WriteLine(differences.Count == 0 ? "all header fields reproduced" : $"{differences.Count} differences");
        if (json)
        {
            JsonReport report = new JsonReport("evm block")
                .Add("valid", differences.Count == 0)
                .Add("status", (int)output.Status)
                .Add("reason", output.Reason)
                .Add("number", (long)(output.Block?.Number ?? 0))
                .Add("stateRoot", output.Block?.StateRoot.ToString())
                .Add("receiptsRoot", output.Block?.ReceiptsRoot.ToString())
                .Add("requestsHash", output.Block?.RequestsHash?.ToString())
                .Add("gasUsed", (long)gas)
                .Add("seconds", seconds);
            if (run.Cycles is { } total) report.Add("cycles", (long)total);
            if (cyclesPerGas is { } perGas) report.Add("cyclesPerGas", perGas);
            report.Print(Console.Error);
        }

        return differences.Count == 0 ? ExitCode.Ok : ExitCode.Invalid;
    }

    private static NodeBlock Fetch(string? file, string? rpc, ulong? number, CancellationToken cancellation)
    {
        if (file is not null)
        {
            if (rpc is not null || number is not null) throw new CliException(ExitCode.Usage, "give either FILE, or --rpc and --number");
            return new NodeBlock(BlockFile.Read(file), Gathered: false);
        }

        if (rpc is null || number is not { } n) throw new CliException(ExitCode.Usage, "give FILE, or --rpc and --number");
        if (!JsonRpcClient.IsUrl(rpc)) throw new CliException(ExitCode.Usage, $"--rpc: '{rpc}' is not an http or https URL");
        using var client = new JsonRpcClient(rpc);
        return new EthereumNode(client).BlockWithWitnessAsync(n, cancellation).GetAwaiter().GetResult();
    }

    // The program is loaded once and shared; each worker gets a guest of its own.
    private static Func<IGuest> Factory(bool vm, string? path, string endian)
    {
        if (!vm)
        {
            string native = path ?? GuestFiles.FindNative();
            return () => new NativeGuest(native);
        }

        ProgramImage program = MachineGuest.Load(path ?? GuestFiles.FindMips(endian == "little" ? Endianness.Little : Endianness.Big));
        return () => new MachineGuest(program);
    }

    private static Option<string> EndianOption()
    {
        var option = new Option<string>("--endian")
        {
            Description = "Byte order of the machine: big or little.",
            DefaultValueFactory = _ => "big",
        };
        option.AcceptOnlyFromAmong("big", "little");
        return option;
    }

    private static Option<string?> GuestOption() => new("--guest") { Description = "Another build of the guest: an ELF file, or natively a program." };

    private static void Print(TestResult result)
    {
        if (result.Outcome == TestOutcome.Failed) Console.Out.WriteLine($"FAILED  {result.Name}: {result.Detail}");
        if (result.Outcome == TestOutcome.Skipped) Console.Out.WriteLine($"skipped {result.Name}: {result.Detail}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Guarded(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is GuestException or RpcException)
        {
            throw new CliException(ExitCode.Unprovable, e.Message);
        }
        catch (AggregateException e) when (e.InnerException is GuestException inner)
        {
            throw new CliException(ExitCode.Unprovable, inner.Message);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or FormatException)
        {
            throw new CliException(ExitCode.BadInput, e.Message);
        }
    }
}
