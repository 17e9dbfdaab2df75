using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Zkfp.Cli.CommandLine;
using Zkfp.Cli.Infrastructure;
using Zkfp.MipsVm.Loading;
using Zkfp.Prover.Jobs;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Rpc;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;
using Zkfp.Settlement.Roles;

namespace Zkfp.Cli.Commands;

/// <summary>`zkfp devnet`: a rollup on a local L1, from deployment to slashing.</summary>
internal static class DevnetCommand
{
    private const string Help = """
        Starts anvil (Osaka), deploys the contracts, stakes sequencers, derives L2 by the EVM guest, posts claims, and lets a validator notice a wrong one.

        Each step is made by real transactions and proofs; it exits with 1 if anything is not as it must be, balances included.

        With --verifier stark a contract verifies the last proofs themselves. With dev an attester verifies them natively, and a contract takes its signature, on
        chain id 31337 alone: that saves making them.

        With --game oracle it is another game: transfers of a ledger are posted to L1, and claims about it are judged by runs of an unchanged client of Optimism's
        preimage oracle (guests/ledger, profile cannon): a right claim is challenged and confirmed, a wrong one refuted, one more final without a proof.

        Needs node, the contracts' packages and, for --game fraud, the guest's host build:
          npm ci --prefix contracts
          make -C guests/evm host
          native/kzg/build.sh                     (for --da blob and --quorum bls)

        Examples:
          zkfp devnet
          zkfp devnet --game oracle
          zkfp devnet --da blob --fault segment \
              --sequencers 6 --keep devnet-state
        """;

    /// <summary>The command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new CliCommand("devnet", "A rollup on a local L1: honest and wrong claims, a fault proof, slashing.", Help);
        var game = new Option<string>("--game")
        {
            Description = "Which game: fraud, the rollup's own; oracle, that of a client of the preimage oracle.",
            HelpName = "KIND",
            DefaultValueFactory = static _ => "fraud"
        };
        game.OneOf("fraud", "oracle");
        var da = new Option<string>("--da")
        {
            Description = "Where batches go: calldata or blob.",
            HelpName = "MODE",
            DefaultValueFactory = static _ =>
            "calldata"
        };
        da.OneOf("calldata", "blob");
        var verifier = new Option<string>("--verifier")
        {
            Description = "Who judges proofs on L1: stark, a contract that verifies them; dev, the attester.",
            HelpName = "KIND",
            DefaultValueFactory = static _ => "stark"
        };
        verifier.OneOf("stark", "dev");
        var fault = new Option<string>("--fault")
        {
            Description = "What is wrong with the wrong claim: root, segment, data or quorum.",
            HelpName = "KIND",
            DefaultValueFactory = static _ => "root"
        };
        fault.OneOf("root", "segment", "data", "quorum");
        var sequencers = new Option<int>("--sequencers") { Description = "Sequencers, 4 to 24.", HelpName = "N", DefaultValueFactory = static _ => 4 };
        var quorum = new Option<string>("--quorum")
        {
            Description = "How sequencers sign: ecdsa or bls.",
            HelpName = "KIND",
            DefaultValueFactory = static _ => "ecdsa",
        };
        quorum.OneOf("ecdsa", "bls");
        var keep = new Option<string?>("--keep") { Description = "Keep the roles' databases in this folder, which must not exist.", HelpName = "FOLDER" };
        foreach (Option option in new Option[] { game, da, verifier, fault, quorum, sequencers, keep }) command.Add(option);
        command.OnRun(common, session =>
        {
            bool oracle = session.Get(game) == "oracle";
            foreach (Option option in new Option[] { da, fault, quorum, sequencers }) session.Need(option, !oracle, "needs --game fraud");
            int count = session.Get(sequencers);
            if (count is < 4 or > 24) throw new CliException(ExitCode.Usage, $"--sequencers is {count}, expected 4 to 24");
            string? kept = session.Get(keep);
            if (kept is not null && (Directory.Exists(kept) || File.Exists(kept))) throw new CliException(ExitCode.Usage, $"'{kept}' exists already");
            session.CheckFiles([], []);
            RecursionSet? stark = session.Get(verifier) == "stark" ? RecursionOptions.NeedDefault() : null;
            string contracts = FindContracts();
            string folder = Directory.CreateDirectory(kept ?? Path.Combine(Path.GetTempPath(), $"zkfp-devnet-{Environment.ProcessId}")).FullName;
            var steps = new JsonArray();
            var clock = Stopwatch.StartNew();
            try
            {
                Compile(contracts, session.Cancellation);
                using LocalChain devnet = oracle
                    ? new OracleDevnet(new OracleDevnetOptions { Contracts = contracts, Client = GuestFiles.FindLedger(), Folder = folder, Stark = stark }, Report)
                    : new Devnet(
                        new DevnetOptions
                        {
                            Contracts = contracts,
                            NativeGuest = GuestFiles.FindNative(),
                            MachineGuest = GuestFiles.FindMips(Endianness.Big),
                            Folder = folder,
                            Fault = Enum.Parse<DevnetFault>(session.Get(fault)!, ignoreCase: true),
                            Sequencers = count,
                            Blobs = session.Get(da) == "blob",
                            Bls = session.Get(quorum) == "bls",
                            Stark = stark,
                        },
                        Report);
                devnet.RunAsync(session.Cancellation).GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is DevnetException or InvalidDataException or L1RevertException or SignerException or TimeoutException)
            {
                throw new CliException(ExitCode.Invalid, e.Message);
            }
            catch (Exception e) when (e is GuestException or RpcException or KzgException)
            {
                throw new CliException(ExitCode.Unprovable, e.Message);
            }
            finally
            {
                if (kept is null) Directory.Delete(folder, recursive: true);
            }

            session.Line(string.Create(CultureInfo.InvariantCulture, $"done in {clock.Elapsed.TotalSeconds:F0} s"));
            session.Json.Add("steps", steps).Add("seconds", clock.Elapsed.TotalSeconds);
            return ExitCode.Ok;

            void Report(DevnetStep step)
            {
                string gas = step.Gas is { } used ? $"  [{used.ToString("N0", CultureInfo.InvariantCulture)} gas]" : "";
                session.Line(string.Create(CultureInfo.InvariantCulture, $"{step.Seconds,6:F1} s  {step.What}{gas}"));
                steps.Add((JsonNode)new JsonObject { ["what"] = step.What, ["gas"] = step.Gas is { } g ? (long)g : null, ["seconds"] = step.Seconds });
            }
        });
        return command;
    }

    internal static string FindContracts()
    {
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, "contracts");
                if (File.Exists(Path.Combine(candidate, "foundry.toml"))) return candidate;
            }
        }

        throw new CliException(ExitCode.Usage, "the contracts are not found: run this inside the repository");
    }

    internal static void Compile(string contracts, CancellationToken cancellation)
    {
        string forge = Path.Combine(contracts, "node_modules", "@foundry-rs", "forge", "bin.mjs");
        if (!File.Exists(forge)) throw new CliException(ExitCode.Usage, $"the contracts' packages are not installed; run: npm ci --prefix {contracts}");
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("node")
            {
                ArgumentList = { forge, "build", "src" },
                WorkingDirectory = contracts,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CliException(ExitCode.Usage, $"cannot start node: {e.Message}");
        }

        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new CliException(ExitCode.Usage, $"the contracts do not compile:\n{output}{errors.GetAwaiter().GetResult()}");
        }
    }
}
