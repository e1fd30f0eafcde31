namespace Bench.Tests.Cli;

public sealed class SweepCommandTests : IDisposable
{
    private const string Rest =
        """
        models: [lenet-300-100]
        strategies: [global-magnitude, random]
        compressions: [1, 2, 4]
        seeds: [1, 2]

        """;

    private readonly BenchProgram bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("nosuch.yaml", "'nosuch.yaml' does not exist")]
    [InlineData(".", "'.' is a folder")]
    public async Task A_sweep_file_that_is_none_is_one_line(string path, string reason) => (await bench.Run("run", path)).IsMistake(reason);

    [Fact]
    public async Task A_sweep_file_that_is_nothing_is_a_mistake() =>
        (await bench.Run("run", "")).IsMistake("the path of the sweep file is empty");

    [Fact]
    public async Task All_mistakes_in_a_sweep_are_told_with_their_lines()
    {
        bench.Write("bad.yaml", "datasets: [digit]\nmodels: [lenet-300-100]\nstrategies: [random]\ncompressions: []\nseeds: [1, 1]\nspeed: 9\n");

        (await bench.Run("plan", "bad.yaml")).IsMistake("bad.yaml:1: unknown dataset 'digit'", "bad.yaml:4: 'compressions' is empty", "bad.yaml:5: 'seeds' has 1 twice", "bad.yaml:6: unknown key");
    }

    [Fact]
    public async Task A_plan_is_a_few_lines_with_counts()
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");

        var answer = await bench.Run("plan", "small.yaml", "--no-measure");

        Assert.Equal(0, answer.ExitCode);
        Assert.Empty(answer.Errors);
        Assert.Contains("10 cells from 2 pretrainings", answer.Output, StringComparison.Ordinal);
        Assert.Contains("global-magnitude, random: 2, 4×, seeds 1, 2;", answer.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Fact]
    public async Task Latencies_are_measured_again_of_sweeps_that_measure_some()
    {
        bench.Write("none.yaml", $"datasets: [digits]\n{Rest}");
        bench.Write("some.yaml", $"datasets: [digits]\n{Rest}measure: [latency]\n");

        foreach (var dry in (string[][])[[], ["--dry-run", "--no-measure"]])
            (await bench.Run(["run", "none.yaml", "--measure-again", .. dry])).IsMistake("--measure-again: sweep none measures no latencies, which 'measure: [latency]' asks for");
        Assert.Equal(0, (await bench.Run("run", "some.yaml", "--measure-again", "--dry-run", "--no-measure")).ExitCode);
    }

    [Fact]
    public async Task A_ratio_beyond_the_narrowest_network_is_told_as_that()
    {
        bench.Write("narrow.yaml", "datasets: [digits]\nmodels: [resnet20]\nstrategies: [narrow-dense]\ncompressions: [2, 100000]\nseeds: [1]\n");

        Assert.Contains("a ratio of 100000 is out of reach: even the narrowest resnet20 has more than 2 parameters", (await bench.Run("plan", "narrow.yaml", "--no-measure")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_that_fits_no_layer_skips_cells()
    {
        bench.Write("pattern.yaml", "datasets: [digits]\nmodels: [lenet-300-100]\nstrategies: [random, {name: p, base: random, layers: {only: ['nosuch*']}}]\ncompressions: [2]\nseeds: [1]\n");

        var answer = await bench.Run("plan", "pattern.yaml", "--no-measure");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("; 1 skipped", answer.Output, StringComparison.Ordinal);
        Assert.Contains("'nosuch*'", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_where_ratios_are_of_multiply_adds()
    {
        bench.Write("macs.yaml", "datasets: [digits]\nmodels: [lenet-300-100]\nstrategies: [global-magnitude, l1-filters]\ncompressions: [1, 2, 4]\nseeds: [1]\ntarget: macs\n");

        var answer = await bench.Run("plan", "macs.yaml", "--no-measure");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("  dense: 1×, seeds 1;", answer.Output, StringComparison.Ordinal);
        Assert.Contains("  global-magnitude: 2, 4×, seeds 1;", answer.Output, StringComparison.Ordinal);
        Assert.Contains("  l1-filters: 2, 4× fewer multiply-adds, seeds 1;", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_tells_how_many_latencies_are_measured_and_how_long_that_takes()
    {
        bench.Write("measured.yaml", $"datasets: [digits]\n{Rest}measure: [latency]\n");

        var answer = await bench.Run("plan", "measured.yaml", "--no-measure");

        Assert.Equal(0, answer.ExitCode);
        // 2 controls of one network, 8 pruned cells of two: at two batches 1.2 s a network, and half a second to prepare a cell.
        Assert.Contains("latency about 48 s more for 10 cells: measured at the end, one after the other, 5 s each", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_steps_of_a_strategy_are_told_at_each_ratio_of_a_sweep()
    {
        bench.Write("steps.yaml", $"datasets: [digits]\n{Rest.Replace("random]", "{name: mine, base: lottery-ticket, retraining: {name: weight-rewind, step: 30}}]")}");

        var answer = await bench.Run("plan", "steps.yaml", "--steps", "mine");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("\n4×\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("  2–10  3 times\n          score by magnitude and cut to density 0.8 … 0.512 of the prunable weights (39,360 … 25,190 of 49,200)\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("          go back to the weights and norm statistics of step 30\n          train to step 50,000 of 50,000 of training (from 30)\n  11    score", answer.Output, StringComparison.Ordinal);
        (await bench.Run("plan", "steps.yaml", "--steps", "mien")).IsMistake("--steps: unknown strategy of steps.yaml 'mien': did you mean 'mine'? (valid: dense, global-magnitude, mine)");
    }

    [Fact]
    public async Task The_steps_of_a_named_strategy_need_no_sweep()
    {
        var answer = await bench.Run("plan", "--steps", "snip");

        Assert.Equal(0, answer.ExitCode);
        Assert.EndsWith(
            """
            8×
              1  begin at initialization
              2  score by gradient and cut to density 0.1203 of the prunable weights (31,916 of 265,200)
              3  measure
              4  train to step 50,000 of 50,000 of training
              5  measure

            """, answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_by_what_each_strategy_and_each_control_is_trained_and_rounds_ratios()
    {
        bench.Write("kinds.yaml", $"datasets: [digits]\nretraining: {{recipe: quick-tune}}\n{Rest.Replace("random]", "snip, nm-2-4, {name: raw, base: random, retraining: none}]")}");

        var answer = await bench.Run("plan", "kinds.yaml", "--no-measure");

        Assert.Contains(
            """
              dense: 1×, seeds 1, 2; quick-tune, 2 epochs of batch 64
              dense: 1×, seeds 1, 2; from initialization, lottery-lenet, 50,000 steps of batch 60
              dense: 1×, seeds 1, 2; not retrained
              global-magnitude: 2, 4×, seeds 1, 2; quick-tune, 2 epochs of batch 64
              snip: 2, 4×, seeds 1, 2; from initialization, lottery-lenet, 50,000 steps of batch 60
              nm-2-4: 1.9458×, seeds 1, 2; quick-tune, 2 epochs of batch 64
              raw: 2, 4×, seeds 1, 2; not retrained

            """, answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_skipped_names_the_strategy_that_it_concerns()
    {
        bench.Write("pattern.yaml", $"datasets: [digits]\n{Rest.Replace("random]", "{name: convs, base: random, layers: {only: [conv*]}}, {name: groups, base: nm-2-4, layers: {only: [conv*]}}, {name: wide, base: nm-2-4, structure: {name: n-m, m: 999}}]")}");

        var answer = await bench.Run("plan", "pattern.yaml", "--no-measure");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("8 cells of digits × lenet-300-100 (convs, groups): layers.only: no layer is called like 'conv*' (prunable: fc1, fc2)\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains(" of digits × lenet-300-100 (wide): structure 'n-m' fits none of the layers, whose inputs do not divide into its groups, so nothing would be pruned (fc1, fc2)\n", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_measures_what_no_database_knows_and_leaves_nothing_behind()
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");

        var answer = await bench.Run("plan", "small.yaml", "--workers", "2");

        Assert.Equal(0, answer.ExitCode);
        Assert.Matches(@"\ntime +about .+ \(.+ to .+\) with 2 workers\n", answer.Output);
        Assert.Contains("from a measurement now: digits × lenet-300-100, 2 pretrainings and 10 cells", answer.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nmemory +\d+ MB a worker\n", answer.Output);
        Assert.Matches(@"\ndisk +\d+ (kB|MB): ", answer.Output);
        Assert.Equal(["measuring digits × lenet-300-100: some seconds each"], answer.Errors);
        Assert.Equal(["small.yaml"], Directory.GetFileSystemEntries(bench.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_plan_that_may_not_measure_says_what_it_does_not_know()
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");

        var answer = await bench.Run("plan", "small.yaml", "--no-measure");

        Assert.Contains("\ntime    not known: no finished cell on such a processor (--no-measure)\nmemory  not known\n", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_that_figures_cannot_show_are_warned_of()
    {
        bench.Write("letters.yaml", $"datasets: [digits]\n{Rest}".Replace("random]", "{name: 随机, criterion: random, scope: layer}]", StringComparison.Ordinal));

        var answer = await bench.Run("plan", "letters.yaml", "--no-measure");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(["bench: figures cannot show 随 机 of the strategy '随机': their font lacks these letters"], answer.Errors);
    }

    [Fact]
    public async Task A_dry_run_is_a_plan()
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");

        Assert.Equal(
            (await bench.Run("plan", "small.yaml", "--no-measure")).Output, (await bench.Run("run", "small.yaml", "--dry-run", "--no-measure")).Output);
    }

    [Fact]
    public async Task What_is_skipped_is_told_with_its_reason()
    {
        bench.Write("misfit.yaml", $"datasets: [digits, mnist]\n{Rest.Replace("[lenet-300-100]", "[lenet-300-100, lenet5]", StringComparison.Ordinal)}");

        var answer = await bench.Run("plan", "misfit.yaml", "--no-measure");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("10 cells of digits × lenet5: its layers need at least 16×16 pixels", answer.Output, StringComparison.Ordinal);
        Assert.Contains("20 cells of mnist × lenet-300-100, mnist × lenet5: mnist: train-images-idx3-ubyte.gz", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("run")]
    public async Task Own_data_that_cannot_be_read_are_a_mistake_once_and_nothing_is_run(string command)
    {
        bench.Write("broken.gz", "not gzip");
        bench.Write("labels", "x");
        bench.Write("own.yaml", $"datasets:\n  - digits\n  - {{name: mine, format: idx, train: [broken.gz, labels], test: [broken.gz, labels], classes: 4}}\n{Rest}");

        (await bench.Run(command, "own.yaml")).IsMistake("broken.gz: not an IDX file: it begins with 6e6f7420, not with 0000");
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Fact]
    public async Task A_plan_tells_samples_and_classes_of_own_data_and_what_is_odd_about_them()
    {
        bench.Write("train.csv", string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{60 - i},{3 * (i % 2)}\n")));
        bench.Write("test.csv", "1,2,3\n4,5,7\n");
        bench.Write("own.yaml", $"datasets:\n  - {{name: mine, format: csv, train: [train.csv], test: [test.csv], classes: 10, shape: [1, 1, 2]}}\n{Rest}");

        var answer = await bench.Run("plan", "own.yaml", "--no-measure");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("\nmine: train 54 + 6, test 2, classes 2 (test 2) of 10\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\nwarning: mine: the test set has class 7, of which no training sample is\n", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_some_files_of_a_data_set_is_at_hand_nowhere()
    {
        Directory.CreateDirectory(Path.Combine(bench.Folder, "some"));
        bench.Write("some/train-images-idx3-ubyte", "no image");
        bench.Write("small.yaml", $"datasets: [mnist]\n{Rest}");

        var list = await bench.Run("data", "list", "--data", "some");
        Assert.Contains("\nmnist\twrong\t", list.Output, StringComparison.Ordinal);
        Assert.Contains("\nmnist: some is not right: train-images-idx3-ubyte: holds 8 bytes, not 47,040,016\n", list.Output, StringComparison.Ordinal);
        var verify = await bench.Run("data", "verify", "mnist", "--data", "some");
        Assert.Equal(2, verify.ExitCode);
        Assert.Contains("WRONG    some/train-images-idx3-ubyte: holds 8 bytes, not 47,040,016\n", verify.Output, StringComparison.Ordinal); // the path once
        (await bench.Run("run", "small.yaml", "--data", "some")).IsMistake("mnist: no folder has all of it: some is not right", "no cell of sweep small can be run");
    }

    [Theory]
    [InlineData("PK\u0003\u0004______________________\u0007\0\0\0arr.npyxx", "w is not a valid safetensors file: it is a NumPy archive (.npz): save its arrays as safetensors")]
    [InlineData("\u003e\0\0\0\0\0\0\0{\"fc.weight\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
        "w does not fit model 'lenet-300-100' for 1×8×8 inputs and 10 classes: it lacks fc1.weight, fc1.bias, fc2.weight and 3 more, and has fc.weight; 'rename'")]
    public async Task Weights_that_do_not_fit_are_a_mistake_once_and_nothing_is_run(string content, string mistake)
    {
        bench.Write("w", content);
        bench.Write("start.yaml", $"datasets: [digits]\nstart: {{weights: w}}\n{Rest}");

        (await bench.Run("run", "start.yaml")).IsMistake(mistake);
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Fact]
    public async Task The_names_and_shapes_of_a_models_weights_are_listed()
    {
        var answer = await bench.Run("list", "models", "--tensors", "lenet-300-100");
        Assert.Equal("lenet-300-100 for 1×28×28 inputs and 10 classes (mnist)\nname\tshape\nfc1.weight\t(300, 784)\nfc1.bias\t(300)\n"
            + "fc2.weight\t(100, 300)\nfc2.bias\t(100)\nfc3.weight\t(10, 100)\nfc3.bias\t(10)\n", answer.Output.ReplaceLineEndings("\n"));
        (await bench.Run("list", "models", "--tensors", "lenet-300")).IsMistake("unknown model 'lenet-300': did you mean 'lenet-300-100'?");
    }

    [Fact]
    public async Task A_run_of_which_nothing_can_be_run_says_why_and_writes_nothing()
    {
        bench.Write("none.yaml", $"datasets: [mnist]\n{Rest}");

        (await bench.Run("run", "none.yaml")).IsMistake("get it with 'bench data fetch mnist'", "no cell of sweep none can be run");
        Assert.Equal(["none.yaml"], Directory.GetFileSystemEntries(bench.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_data_folder_that_is_not_there_is_a_mistake()
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");

        (await bench.Run("plan", "small.yaml", "--data", "nosuch")).IsMistake("--data: there is no folder 'nosuch'");
    }

    [Fact]
    public async Task A_folder_for_figures_that_cannot_be_made_is_told_before_anything_runs()
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");
        bench.Write("plots", "a file");

        (await bench.Run("run", "small.yaml")).IsMistake("--plots: 'plots' is a file, where a folder is needed");
        (await bench.Run("run", "small.yaml", "--plots", "plots/in/it")).IsMistake("--plots: 'plots' is a file, where a folder is needed");
        (await bench.Run("run", "small.yaml", "--plots", "")).IsMistake("--plots is empty", "see 'bench run --help'");
        (await bench.Run("run", "small.yaml", "--plots", new string('a', 300))).IsMistake("cannot be made: its name is too long");
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Fact]
    public async Task A_folder_where_nobody_may_write_is_told_before_anything_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /proc elsewhere");
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");

        (await bench.Run("run", "small.yaml", "--plots", "/proc/1")).IsMistake("--plots: folder '/proc/1/small' cannot be made: ");
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Theory]
    [InlineData("results/bench.work", "the work folder beside the database: '", "/results/bench.work' is a file, where a folder is needed")]
    [InlineData("results/bench.work/logs", "the work folder beside the database: '", "/results/bench.work/logs' is a file, where a folder is needed")]
    public async Task A_work_folder_that_cannot_be_written_is_told_before_anything_runs(string path, params string[] parts)
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(bench.Folder, path))!);
        bench.Write(path, "");

        var answer = await bench.Run("run", "small.yaml");
        answer.IsMistake(parts[0]);
        Assert.EndsWith(parts[1], answer.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_before_anything_runs()
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");
        Directory.CreateDirectory(Path.Combine(bench.Folder, "results", "bench.db.log"));

        (await bench.Run("run", "small.yaml")).IsMistake("the log results/bench.db.log beside the database cannot be written: it is a folder");
    }

    [Theory]
    [InlineData("", "--data is empty", "see 'bench plan --help'")]
    [InlineData("small.yaml", "--data: 'small.yaml' is a file; it takes a folder")]
    public async Task A_data_folder_that_is_none_is_called_what_it_is(string folder, params string[] lines)
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");

        (await bench.Run("plan", "small.yaml", "--data", folder)).IsMistake(lines);
    }

    [Fact]
    public async Task A_sweep_whose_name_another_file_beside_it_would_have_too_is_refused()
    {
        bench.Write("my sweep.yaml", $"datasets: [digits]\n{Rest}");
        bench.Write("my-sweep.yaml", $"datasets: [digits]\n{Rest}");

        (await bench.Run("run", "my sweep.yaml")).IsMistake("would both be the sweep 'my-sweep': give one of them another name with 'name:'");
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Fact]
    public async Task Figures_of_a_sweep_whose_name_differs_in_case_only_are_not_mixed_with()
    {
        bench.Write("mine.yaml", $"datasets: [digits]\n{Rest}");
        Directory.CreateDirectory(Path.Combine(bench.Folder, "plots", "Mine"));

        (await bench.Run("run", "mine.yaml")).IsMistake("--plots: 'plots' has figures of a sweep 'Mine', which differs from 'mine' in case only");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone()
    {
        bench.Write("small.yaml", $"datasets: [digits]\n{Rest}");
        bench.Write("text.db", "text");

        (await bench.Run("run", "small.yaml", "--db", "text.db")).IsMistake("text.db is not an SQLite database");
        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(bench.Folder, "text.db"), TestContext.Current.CancellationToken));
    }
}
