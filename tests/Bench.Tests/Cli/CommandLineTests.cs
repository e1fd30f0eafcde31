namespace Bench.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly BenchProgram bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("run", "plan", "status", "list", "data", "plot", "query", "export")]
    [InlineData("list", "datasets", "models", "criteria", "scopes", "structures", "schedules", "retrainings", "strategies", "protocols", "recipes")]
    [InlineData("data", "list", "verify", "fetch")]
    public async Task Help_names_every_command(string command, params string[] names)
    {
        var answer = await bench.Run(command == "run" ? ["--help"] : [command, "--help"]);

        Assert.Equal(0, answer.ExitCode);
        Assert.Empty(answer.Errors);
        Assert.All(names, name => Assert.Contains($"\n  {name} ", answer.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("worker", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "bench run <FILE>", "--db <FILE>", "--data <DIR>", "--workers <N>", "--threads <N>", "--attempts <N>", "--hang-timeout <SECONDS>",
        "--checkpoint-every <SECONDS>", "--nice", "--retry-failed", "--dry-run", "--no-measure", "--plots <DIR>")]
    [InlineData("plan", "bench plan [<FILE>]", "--db <FILE>", "--data <DIR>", "--workers <N>", "--threads <N>", "--no-measure", "--steps <STRATEGY>")]
    [InlineData("status", "--db <FILE>", "--sweep <NAME>")]
    [InlineData("plot", "--db <FILE>", "--sweep <NAME>", "--out <DIR>", "--format <FORMAT>", "png, svg, pdf")]
    [InlineData("query", "bench query [<SQL>]", "--db <FILE>", "[default: table]")]
    [InlineData("export", "--out <DIR> (REQUIRED)", "--db <FILE>", "--sweep <NAME>")]
    public async Task Help_of_a_command_names_its_options(string command, params string[] parts)
    {
        var answer = await bench.Run(command, "--help");

        Assert.Equal(0, answer.ExitCode);
        Assert.All(parts, part => Assert.Contains(part, answer.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_names_the_commit()
    {
        var answer = await bench.Run("--version");

        Assert.Equal(0, answer.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", answer.Output);
    }

    [Fact]
    public async Task A_mistyped_command_is_told_with_the_nearest() =>
        (await bench.Run("runn")).IsMistake("unknown command 'runn': did you mean 'run'? (valid: run, plan, sensitivity, status,", "see 'bench --help'");

    [Fact]
    public async Task A_mistyped_option_is_told_with_the_nearest() =>
        (await bench.Run("run", "x.yaml", "--worker", "2")).IsMistake("'--worker': did you mean '--workers'?", "see 'bench run --help'");

    [Fact]
    public async Task A_command_that_needs_another_word_says_which() =>
        (await bench.Run("list")).IsMistake("'bench list' needs a command: datasets, models,", "see 'bench list --help'");

    [Fact]
    public async Task The_program_alone_shows_its_help()
    {
        var answer = await bench.Run();

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal((await bench.Run("--help")).Output, answer.Output);
    }

    [Theory]
    [InlineData("run", "'bench run' needs FILE: The sweep file (YAML)")]
    [InlineData("data verify", "'bench data verify' needs NAME: A data set")]
    [InlineData("query", "'bench query' needs to know what: SQL, or --schema")]
    [InlineData("export", "'bench export' needs --out DIR: Where the files go.")]
    [InlineData("export --out", "--out needs a value: --out DIR")]
    [InlineData("run x.yaml --workers", "--workers needs a value: --workers N")]
    [InlineData("run x.yaml --threads=", "--threads needs a value: --threads N")]
    [InlineData("run x.yaml --data", "--data needs a value: --data DIR")]
    [InlineData("run x.yaml --workers 2 --workers 3", "--workers is given 2 times, and takes one N")]
    [InlineData("run x.yaml --workers --threads 1", "--workers takes a whole number from 1, not '--threads'")]
    [InlineData("run x.yaml --nice=maybe", "--nice takes no value, so not 'maybe'")]
    [InlineData("run x.yaml y.yaml", "'bench run' has no use for 'y.yaml'")]
    [InlineData("@x", "unknown command '@x'")]
    [InlineData("list models --channels", "--channels needs a value: --channels MODEL")]
    [InlineData("remove --where", "--where needs a value: --where CONDITION")]
    [InlineData("plan x.yaml --steps s --shard 1/2", "--shard is for the plan of a sweep: --steps shows what the cells of a strategy do")]
    [InlineData("plan x.yaml --steps s --workers 2", "--workers is for the plan of a sweep")]
    [InlineData("plan --steps s --db x.db", "--db is for the plan of a sweep")]
    [InlineData("export-weights abcd --data x", "--data needs --quantize: nothing else reads the data set")]
    [InlineData("export-weights abcd --out x.pt", "--out takes a name that ends in .safetensors or .onnx, or without an ending, not in '.pt'")]
    [InlineData("export-weights abcd --out x.onnx --format safetensors", "--out ends in .onnx, and --format is safetensors: leave one of them out")]
    [InlineData("export-weights abcd --out x.safetensors --format onnx", "--out ends in .safetensors, and --format is onnx: leave one of them out")]
    [InlineData("export-weights abcd --out x.safetensors --quantize", "--quantize is for ONNX files: let --out end in .onnx")]
    public async Task What_is_missing_or_too_much_is_told_in_our_words(string line, string mistake)
    {
        var words = line.Split(' ');
        (await bench.Run(words)).IsMistake(mistake, "see 'bench");
    }

    [Theory]
    [InlineData("--workers", "0", "a whole number from 1")]
    [InlineData("--threads", "x", "a whole number from 1")]
    [InlineData("--hang-timeout", "-5", "seconds, above 0")]
    [InlineData("--checkpoint-every", "soon", "seconds, above 0")]
    [InlineData("--hang-timeout", "1e300", "seconds, above 0")]
    [InlineData("--hang-timeout", "1,5", "seconds, above 0")]
    [InlineData("--workers", "99999999999", "a whole number from 1")]
    public async Task A_number_out_of_range_is_told_with_what_is_valid(string option, string value, string valid) =>
        (await bench.Run("run", "x.yaml", option, value)).IsMistake($"{option} takes {valid}", "see 'bench run --help'");

    [Fact]
    public async Task A_run_measures_nothing_beforehand() =>
        (await bench.Run("run", "x.yaml", "--no-measure")).IsMistake("--no-measure needs --dry-run", "see 'bench run --help'");

    [Fact]
    public async Task Help_says_what_no_measure_needs() =>
        Assert.Matches(@"--no-measure +With --dry-run: estimate from finished cells only", (await bench.Run("run", "--help")).Output);

    [Fact]
    public async Task An_unknown_name_is_told_with_the_nearest() =>
        (await bench.Run("data", "verify", "mnits")).IsMistake("unknown dataset 'mnits': did you mean 'mnist'?");

    [Theory]
    [InlineData("datasets", "digits")]
    [InlineData("models", "lenet5")]
    [InlineData("criteria", "magnitude")]
    [InlineData("scopes", "global")]
    [InlineData("structures", "n-m")]
    [InlineData("schedules", "iterative")]
    [InlineData("retrainings", "weight-rewind")]
    [InlineData("strategies", "global-magnitude")]
    [InlineData("protocols", "shrinkbench")]
    [InlineData("recipes", "quick-train")]
    public async Task A_list_that_is_redirected_has_a_name_first_in_every_line(string list, string name)
    {
        var answer = await bench.Run("list", list);

        Assert.Equal(0, answer.ExitCode);
        var lines = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("name\t", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith($"{name}\t", StringComparison.Ordinal));
        Assert.Single(lines.Select(line => line.Count(c => c == '\t')).Distinct());
    }

    [Fact]
    public async Task A_part_is_told_with_all_that_can_be_set()
    {
        var answer = await bench.Run("list", "schedules", "iterative");

        Assert.Equal(0, answer.ExitCode);
        Assert.StartsWith("iterative: in rounds, with training between\n  rounds     5 by default; a whole number from 1 to 10000: how many cuts;", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\n  paper      Han et al.", answer.Output, StringComparison.Ordinal);
        Assert.All(answer.Output.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public async Task A_strategy_is_told_with_formula_steps_and_paper()
    {
        var answer = await bench.Run("list", "strategies", "rigl");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("\n  score  uniform random numbers", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\n  parts  random, erk, schedule dynamic, from initialization\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\n  steps  initialization → cut → measure → (train → drop → grow) × 374 → train → measure\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\n  paper  Evci et al.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\nschedule dynamic: ", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown schedule 'iterativ': did you mean 'iterative'? (valid: one-shot, iterative,", "list", "schedules", "iterativ")]
    [InlineData("unknown strategy 'snpi': did you mean 'snip'?", "list", "strategies", "snpi")]
    [InlineData("unknown strategy 'imp': did you mean 'lottery-ticket'? (valid: global-magnitude,", "plan", "--steps", "imp")]
    [InlineData("--steps dense: the control is that of a sweep's strategies: name its FILE", "plan", "--steps", "dense")]
    public async Task A_wrong_name_is_one_line_with_those_that_are(string line, params string[] words) => (await bench.Run(words)).IsMistake(line);

    [Fact]
    public async Task Steps_are_those_of_a_strategy() => (await bench.Run("plan", "--steps")).IsMistake("--steps needs a value: --steps STRATEGY", "see 'bench plan --help'");

    [Fact]
    public async Task A_plan_needs_a_sweep_or_a_strategy() =>
        (await bench.Run("plan")).IsMistake("'bench plan' needs FILE: The sweep file (YAML); docs/sweeps.md explains its keys.", "see 'bench plan --help'");
}
