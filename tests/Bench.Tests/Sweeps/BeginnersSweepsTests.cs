using System.Text;
using System.Text.RegularExpressions;
using Bench.Core;
using Bench.Sweeps;
using Bench.Sweeps.Reading;
using Bench.Tests.Documentation;

namespace Bench.Tests.Sweeps;

/// <summary>What people write in their first sweeps, and what they are told: what is wrong, on its line, and how it is written.</summary>
public sealed class BeginnersSweepsTests
{
    private const string Rest = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [layer-gradient]\ncompressions: [2]\nseeds: [1]\n";

    [Theory]
    [InlineData("datasets [mnist]\nmodels: [lenet5]", 1, "a colon is missing: write 'datasets: [mnist]'")]
    [InlineData("datasets: [mnist]\nmodels [lenet5]\nseeds: [1]", 2, "a colon is missing: write 'models: [lenet5]'")]
    [InlineData("datasets: [mnist]\nseeds 3", 2, "a colon is missing: write 'seeds: 3'")]
    [InlineData("datasets: [mnist]\nseeds = [1]", 2, "a key is followed by a colon, not '=': write 'seeds: [1]'")]
    [InlineData("datasets:[mnist]\nmodels: [lenet5]", 1, "a blank is missing after the colon of 'datasets:'")]
    [InlineData("datasets:\n-mnist\n-cifar10\nmodels: [lenet5]", 2, "a blank is missing after '-': write '- mnist'")]
    [InlineData("datasets:\n  - mnist\n  cifar10\nmodels: [lenet5]", 3, "'- ' is missing: write '- cifar10'")]
    [InlineData("datasets: [mnist]\n models: [lenet5]", 2, "this line begins 1 column further right than line 1, which has a value already: keys, and the '-' of items,")]
    [InlineData("  datasets: [mnist]\nmodels: [lenet5]", 2, "this line begins 0 columns in, and none above that it could go on from does")]
    [InlineData("pretraining:\n  epochs: 3\n batch: 4", 3, "this line begins 1 column in, and none above that it could go on from does")]
    [InlineData("strategies:\n- name: x\n criterion: random", 3, "this line begins 1 column in, and none above that it could go on from does")]
    [InlineData("datasets:\n  - mnist\n - cifar10", 3, "this line begins 1 column in, and none above that it could go on from does")]
    [InlineData("seeds: [1]\n- mnist", 2, "'- ' makes an item of a list, and here is 'key: value': indent the list below its key")]
    [InlineData("datasets: - mnist", 1, "a list begins on the next line, or is written [mnist]")]
    [InlineData("# tabs\npretraining:\n\tepochs: 3", 3, "a tab: lines are indented with blanks only, two for each level")]
    [InlineData("pretraining:\n  epochs: 3\n\tbatch: 5", 3, "a tab: lines are indented with blanks only")]
    [InlineData("datasets:\n\t- mnist\nmodels: [lenet5]", 2, "a tab: lines are indented with blanks only")]
    [InlineData("description: it's \"fine\"\nname: 'abc\nseeds: [1]", 2, "a quotation mark on this line is not closed")]
    [InlineData("datasets: [\"mnist]\nmodels: [lenet5]", 1, "a quotation mark on this line is not closed")]
    [InlineData("datasets: [mnist\nmodels: [lenet5]", 1, "'[' is not closed: ']' is missing")]
    [InlineData("datasets: [mnist]\nseeds: [1, 2, 3", 2, "'[' is not closed: ']' is missing")]
    [InlineData("pretraining: {epochs: 3\nseeds: [1]", 1, "'{' is not closed: '}' is missing")]
    [InlineData("pretraining: {epochs: 3]", 1, "'{' of line 1 is closed by ']': write '}'")]
    [InlineData("datasets: [mnist]]\nmodels: [lenet5]", 1, "']' closes nothing: there is no '[' before it that is open")]
    [InlineData("seeds: [1, 2, 3], 4", 1, "something follows the bracket that closes the value")]
    [InlineData("seeds: [1, , 2]", 1, "an entry is missing before a comma")]
    [InlineData("description: foo: bar", 1, "a second ': ' on the line: a text with it needs quotation marks, another key a line of its own")]
    [InlineData("description: 'a' b", 1, "something follows a text in quotation marks: quote the whole text")]
    [InlineData("description: \"C:\\data\"", 1, "a backslash in double quotes begins an escape such as \\n: write \\\\ for one backslash, or use single quotes")]
    [InlineData("name: @x", 1, "a value that begins with '@' needs quotation marks")]
    [InlineData("datasets: [*.csv]", 1, "the alias '*.csv' has no anchor before it; a text that begins with '*' needs quotation marks")]
    [InlineData("datasets: [*]", 1, "a value that begins with '*' needs quotation marks")]
    [InlineData("%YAML 1.2\ndatasets: [x]", 1, "a line that begins with '%' has no meaning here: leave it out")]
    [InlineData("// mine\ndatasets: [mnist]", 1, "a comment begins with '#'")]
    [InlineData("datasets:\n– mnist\nmodels: [lenet5]", 2, "the character '–' (U+2013) has no meaning in YAML: write - in its place")]
    public void Text_that_is_no_YAML_is_explained_on_the_line_that_is_wrong(string text, int line, string expected) =>
        Assert.StartsWith($"{line}: not valid YAML: {expected}", Assert.Single(Words.MistakesOf(text)));

    [Theory]
    [InlineData("datasets", "a sweep is made of keys with values, not 'datasets': the first may be 'datasets: [digits]'")]
    [InlineData("datasets：[mnist]", "not 'datasets：[mnist]': the character '：' (U+FF1A) has no meaning in YAML: write : in its place")]
    [InlineData("datasets=mnist\nmodels=lenet5", "not 'datasets=mnist models=lenet5': a key is followed by a colon, not '=': write 'datasets: mnist'")]
    public void A_text_without_any_key_is_shown_what_it_lacks(string text, string expected) =>
        Assert.EndsWith(expected, Assert.Single(Words.MistakesOf(text)));

    [Theory]
    [InlineData("seeds: 3", "seeds: [1]", "5: 'seeds' takes a list of whole numbers, not '3': write [3], or [1, 2, 3] for 3 of them")]
    [InlineData("seeds: 1-4", "seeds: [1]", "5: 'seeds' takes a list of whole numbers, not '1-4': write [1, 2, 3, 4]")]
    [InlineData("seeds: [1..4]", "seeds: [1]", "5: 'seeds' takes a whole number from 0, not '1..4': write each one: 1, 2, 3, 4")]
    [InlineData("seeds: [1 2 3]", "seeds: [1]", "5: 'seeds' takes a whole number from 0, not '1 2 3': numbers are separated by commas, as in [1, 2, 3]")]
    [InlineData("seeds: [\"1\"]", "seeds: [1]", "5: 'seeds' takes a whole number from 0, not '1': write 1 without quotes")]
    [InlineData("seeds: [“1”]", "seeds: [1]", "5: 'seeds' takes a whole number from 0, not '“1”': write 1")]
    [InlineData("seeds: [1.0]", "seeds: [1]", "5: 'seeds' takes a whole number from 0, not '1.0': write 1")]
    [InlineData("seeds: [99999999999]", "seeds: [1]", "5: 'seeds' takes a whole number from 0 to 2147483647, not '99999999999'")]
    [InlineData("models: lenet5", "models: [lenet5]", "not 'lenet5': write [lenet5]")]
    [InlineData("datasets: mnist, cifar10", "datasets: [mnist]", "not 'mnist, cifar10': write [mnist, cifar10]")]
    [InlineData("datasets: mnist cifar10", "datasets: [mnist]", "not 'mnist cifar10': write [mnist, cifar10]")]
    [InlineData("datasets:\n  mnist:\n  cifar10:", "datasets: [mnist]", "not keys with values: write [mnist, cifar10]")]
    [InlineData("datasets: [mnist cifar10]", "datasets: [mnist]", "1: unknown dataset 'mnist cifar10': each name is an entry of its own: separate them by commas")]
    [InlineData("datasets:\n  - mnist\n   - cifar10", "datasets: [mnist]", "2: unknown dataset 'mnist - cifar10': two items run together: each '-' begins in the column of the first")]
    [InlineData("datasets:\n  - [mnist]", "datasets: [mnist]", "not a list: one list is enough")]
    [InlineData("strategies: {name: x, criterion: magnitude, scope: layer}", "strategies: [layer-gradient]", "not keys with values: write '- ' before its first key, which makes it an item of a list")]
    [InlineData("seeds: all", "seeds: [1]", "not 'all': there is no word for all of them; write each")]
    [InlineData("compressions: [4x]", "compressions: [2]", "not '4x': write 4")]
    [InlineData("compressions: [×8]", "compressions: [2]", "not '×8': write 8")]
    [InlineData("compressions: [50%]", "compressions: [2]", "not '50%': a ratio is total ÷ kept, so 50 % kept is 2 and 50 % removed is 2")]
    [InlineData("compressions: [90%]", "compressions: [2]", "not '90%': a ratio is total ÷ kept, so 90 % kept is 1.1111 and 90 % removed is 10")]
    [InlineData("compressions: [0.25]", "compressions: [2]", "not '0.25': a ratio is total ÷ kept, so 0.25 kept is 4 and 0.25 removed is 1.3333")]
    [InlineData("compressions: [2^4]", "compressions: [2]", "not '2^4': write 16")]
    [InlineData("compressions: [\"4\"]", "compressions: [2]", "not '4': write 4 without quotes")]
    [InlineData("compressions: [.inf]", "compressions: [2]", "(total ÷ kept parameters; 1 is the dense control), not '.inf'")]
    [InlineData("compressions: [1e400]", "compressions: [2]", "(total ÷ kept parameters; 1 is the dense control), not '1e400'")]
    public void A_list_written_wrongly_is_answered_with_the_right_one(string wrong, string right, string expected)
    {
        var mistake = Assert.Single(Words.MistakesOf(Rest.Replace(right, wrong)));
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retraining: {epochs: 1e3}", "'epochs' takes a whole number from 1, not '1e3': write 1000")]
    [InlineData("retraining: {epochs: 10 epochs}", "not '10 epochs': write 10")]
    [InlineData("retraining: {epochs: [1, 2]}", "'epochs' takes a whole number from 1, not a list: it has one value; another one needs a block of 'experiments'")]
    [InlineData("pretraining: none", "not 'none': write them as in {recipe: quick-train}; weights that are trained already are named in 'start'")]
    [InlineData("retraining: {batch: 1_000}", "not '1_000': write 1000")]
    [InlineData("retraining: {batch: 64.0}", "not '64.0': write 64")]
    [InlineData("retraining: {epochs: nan}", "'epochs' takes a whole number from 1, not 'nan'")]
    [InlineData("retraining: {flip: yes}", "'flip' takes true or false, not 'yes': write true")]
    [InlineData("retraining: {flip: \"false\"}", "'flip' takes true or false, not 'false': write false without quotes")]
    [InlineData("retraining: {learning-rate: \"1e-3\"}", "'learning-rate' takes a number above 0, not '1e-3': write 0.001 without quotes")]
    [InlineData("retraining:\n  learning-rate: 0,01", "'learning-rate' takes a number above 0, not '0,01': write 0.01")]
    [InlineData("retraining: {learning-rate: 1e−3}", "'learning-rate' takes a number above 0, not '1e−3': write 0.001")]
    [InlineData("retraining: {learning-rate: {schedule: one-cycle, warmup: 10%}}", "'warmup' takes a fraction of the run from 0 to below 1, not '10%': write 0.1")]
    [InlineData("retraining: {learning-rate: {schedule: cosine-annealing}}", "unknown schedule 'cosine-annealing': did you mean 'cosine'?")]
    [InlineData("pretraining: {learning-rate: [0.1, 0.01]}", "a pretraining has one learning rate: all cells start from its weights")]
    [InlineData("retraining: {optimizer: [sgd]}", "not a list: write a name, or keys as in {name: sgd, momentum: 0.9}")]
    [InlineData("retraining: {optimizer: {name: SGD}}", "unknown optimizer 'SGD': did you mean 'sgd'?")]
    [InlineData("retraining: quick-tune", "unknown retraining 'quick-tune': write {recipe: quick-tune}")]
    [InlineData("retraining: false", "unknown retraining 'false': did you mean 'none'?")]
    [InlineData("retraining:\n  - epochs: 3", "'retraining' is made of keys with values, not a list: leave out the '-' before its keys")]
    [InlineData("pretraining: >\n  epochs: 3", "'pretraining' is made of keys with values, not 'epochs: 3'")]
    [InlineData("pretraining: quick_train", "'pretraining' is made of keys with values, not 'quick_train': write {recipe: quick-train}")]
    [InlineData("pretraining:\nname: x", "'pretraining' is made of keys with values, not nothing: indent its keys below it, or leave it out")]
    [InlineData("precision: [fp32]", "'precision' takes one of fp32, not a list: write fp32, without brackets")]
    [InlineData("precision: float32", "unknown precision 'float32': did you mean 'fp32'?")]
    [InlineData("protocol: ShrinkBench", "unknown protocol 'ShrinkBench': did you mean 'shrinkbench'?")]
    [InlineData("scoring: 100", "'scoring' is made of keys with values, not '100': write them as in {samples: 1024}")]
    [InlineData("scoring: {samples: 1k}", "not '1k': write 1000")]
    [InlineData("scoring: {batch-norm: Eval}", "unknown batch-norm 'Eval': did you mean 'eval'?")]
    [InlineData("start: x.safetensors", "'start' is made of keys with values, not 'x.safetensors': write {weights: x.safetensors}")]
    [InlineData("experiments:\n  datasets: [mnist]", "write '- ' before its first key, which makes it an item of a list")]
    [InlineData("description: !!str x", "tags such as '!!str' have no meaning here")]
    public void A_value_written_wrongly_is_answered_with_the_right_one(string line, string expected) =>
        Assert.Contains(expected, Assert.Single(Words.MistakesOf(Rest + line)), StringComparison.Ordinal);

    [Theory]
    [InlineData("models: [lenet5]", "models: [Lenet5]", "unknown model 'Lenet5': did you mean 'lenet5'?")]
    [InlineData("models: [lenet5]", "models: [LeNet-5]", "unknown model 'LeNet-5': did you mean 'lenet5'?")]
    [InlineData("models: [lenet5]", "models: [mnist]", "unknown model 'mnist': 'mnist' is a data set: it belongs in 'datasets'")]
    [InlineData("datasets: [mnist]", "datasets: [CIFAR-10]", "unknown dataset 'CIFAR-10': did you mean 'cifar10'?")]
    [InlineData("datasets: [mnist]", "datasets: [“mnist”]", "unknown dataset '“mnist”': the character '“' (U+201C) has no meaning in YAML")]
    [InlineData("[layer-gradient]", "[LayerMagGrad]", "unknown strategy 'LayerMagGrad': did you mean 'layer-gradient'?")]
    [InlineData("[layer-gradient]", "[magnitude-global]", "unknown strategy 'magnitude-global': did you mean 'global-magnitude'?")]
    [InlineData("[layer-gradient]", "[magnitude]", "'magnitude' is a criterion; strategies with it: global-magnitude, layer-magnitude; or write {name: mine, criterion: magnitude, scope: global}")]
    [InlineData("[layer-gradient]", "[dense]", "unknown strategy 'dense': the dense control is no strategy but compression 1")]
    [InlineData("[layer-gradient]", "[{name: a, criterion: Magnitude, scope: layer}]", "unknown criterion 'Magnitude': did you mean 'magnitude'?")]
    [InlineData("[layer-gradient]", "[{name: a, criterion: l1-norm, scope: layer}]", "unknown criterion 'l1-norm': did you mean 'magnitude'?")]
    [InlineData("[layer-gradient]", "[{name: a, criterion: random, scope: layerwise}]", "unknown scope 'layerwise': did you mean 'layer'?")]
    [InlineData("[layer-gradient]", "[{name: a, criterion: random, scope: magnitude}]", "unknown scope 'magnitude': 'magnitude' is a criterion: it belongs in 'criterion'")]
    [InlineData("[layer-gradient]", "[{name: a, criterion: random, scope: layer, schedule: oneshot}]", "unknown schedule 'oneshot': did you mean 'one-shot'?")]
    [InlineData("seeds: [1]", "seeds: [1]\npretraining: {recipe: He_CIFAR}", "unknown recipe 'He_CIFAR': did you mean 'he-cifar'?")]
    public void A_name_in_other_letters_or_of_another_list_is_recognized(string right, string wrong, string expected) =>
        Assert.Contains(expected, Assert.Single(Words.MistakesOf(Rest.Replace(right, wrong))), StringComparison.Ordinal);

    [Theory]
    [InlineData("lr: 0.1", "'learning-rate' belongs in 'pretraining' or 'retraining', as in 'retraining: {learning-rate: 0.01}'")]
    [InlineData("learning_rate: 0.1", "it belongs in 'pretraining' or 'retraining', as in 'retraining: {learning-rate: 0.01}'")]
    [InlineData("batch_size: 64", "'batch' belongs in 'pretraining' or 'retraining'")]
    [InlineData("epochs: 10", "it belongs in 'pretraining' or 'retraining', as in 'retraining: {epochs: 10}'")]
    [InlineData("weightDecay: 0", "it belongs in 'optimizer' of a recipe, as in 'retraining: {optimizer: {name: sgd, weight-decay: 1e-4}}'")]
    [InlineData("momentum: 0.9", "it belongs in 'optimizer' of a recipe")]
    [InlineData("ratio: 4", "did you mean 'compressions'?")]
    [InlineData("ratios: [4]", "did you mean 'compressions'?")]
    [InlineData("sparsity: 0.9", "ratios are total ÷ kept parameters, at the top level or in a block of 'experiments': write 'compressions: [10]'")]
    [InlineData("density: [0.5, 0.25]", "write 'compressions: [2, 4]'")]
    [InlineData("sweep: {seeds: [1]}", "its keys stand at the top level: leave this line out")]
    [InlineData("workers: 4", "it is an option of the command: bench run FILE --workers N")]
    [InlineData("device: cuda", "it is an option of the command: bench run FILE --device cuda")]
    [InlineData("db: x.db", "it is an option of the command: bench run FILE --db FILE")]
    [InlineData("data_dir: x", "it is an option of the command: bench run FILE --data DIR")]
    [InlineData("Datasets: [mnist]", "did you mean 'datasets'?")]
    [InlineData("criterion: magnitude", "it belongs in a strategy, as in 'strategies: [{name: mine, criterion: magnitude, scope: global}]'")]
    [InlineData("finetuning: {epochs: 3}", "did you mean 'retraining'?")]
    [InlineData("early_stopping: true", "there is nothing to set: of all epochs the one with the best validation counts")]
    [InlineData("<<: {seeds: [1]}", "merge keys are not read: write the keys out")]
    [InlineData("“name”: x", "the character '“' (U+201C) has no meaning in YAML")]
    [InlineData("pretraining: {lr: 0.1}", "did you mean 'learning-rate'?")]
    [InlineData("pretraining: {cropPadding: 2}", "did you mean 'crop-padding'?")]
    [InlineData("pretraining: {crop_padding: 2}", "did you mean 'crop-padding'?")]
    [InlineData("pretraining: {seeds: [1]}", "it belongs at the top level or in a block of 'experiments'")]
    [InlineData("pretraining: {epochs 3}", "a colon is missing: write 'epochs: 3'")]
    [InlineData("pretraining: {epochs:3}", "a blank is missing after the colon: write 'epochs: 3'")]
    [InlineData("pretraining: {augmentation: true}", "'flip', 'crop-padding' and 'resized-crop' augment")]
    [InlineData("pretraining: {optimizer: {name: sgd, lr: 0.1}}", "'learning-rate' belongs in 'pretraining' or 'retraining'")]
    [InlineData("pretraining: {learning-rate: {milestones: [0.5]}}", "did you mean 'drops'?")]
    [InlineData("scoring: {batchNorm: eval}", "did you mean 'batch-norm'?")]
    [InlineData("experiments:\n  - name: x", "it belongs at the top level: it names the whole sweep")]
    public void A_key_of_another_place_or_of_another_tool_is_answered_with_where_it_belongs(string line, string expected)
    {
        var mistake = Assert.Single(Words.MistakesOf(Rest + line));
        Assert.Contains("unknown key in ", mistake, StringComparison.Ordinal);
        Assert.Contains($": {expected}", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_place_that_is_named_takes_its_key()
    {
        foreach (var (key, place) in KeyPlaces.All)
            if (place.LastIndexOf("as in '", StringComparison.Ordinal) is >= 0 and var at)
            {
                var example = place[(at + "as in '".Length)..place.LastIndexOf('\'')];
                var without = string.Join('\n', Rest.Split('\n').Where(l => !l.StartsWith(example[..(example.IndexOf(':') + 1)], StringComparison.Ordinal)));
                var text = $"{without}{example.Replace("FILE", "there")}\n";
                Assert.NotNull(Words.Load(text, files: "there.safetensors"));
                Assert.Contains(key + ":", example, StringComparison.Ordinal);
            }
    }

    [Fact]
    public void Every_key_of_the_reference_has_its_place()
    {
        var keys = Snippet.Read("docs/sweeps.md").Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).SelectMany(l => Regex.Matches(l.Split('|')[1], "`([a-z0-9-]+)`")).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains("crop-padding", keys);
        Assert.Empty(keys.Except(KeyPlaces.All.Keys));
    }

    [Fact]
    public void Every_key_in_any_case_is_known_again_in_its_section()
    {
        foreach (var key in KeyPlaces.All.Keys.Where(k => k.Contains('-')))
        {
            var camel = string.Concat(key.Split('-').Select((w, i) => i == 0 ? w : char.ToUpperInvariant(w[0]) + w[1..]));
            Assert.All([key.Replace('-', '_'), camel, key.ToUpperInvariant()], written => Assert.Equal($"did you mean '{key}'?", KeyHints.Of(written, new YamlScalar(1, "", true), [key])));
        }
    }

    /// <summary>Whatever is done to a sweep, the parser's own words do not show, and every mistake is on one line of the file.</summary>
    [Fact]
    public void A_mutilated_sweep_is_explained_in_our_own_words()
    {
        const string whole = "name: x # why\n" + Rest + "experiments:\n  - datasets: [{name: \"a\", format: idx, train: [i, l], test: [i, l], classes: 2}]\n    retraining:\n      optimizer: {name: sgd, momentum: 0.9}\n  - seeds:\n    - 2\n    - 3\n";
        string[] pieces = ["\t", ":", ": ", "- ", "[", "]", "{", "}", "'", "\"", ",", "\n", " ", "#", "&", "*", "!", "|", ">", "%", "@", "`", "---\n", "...\n", "\\", "\u00a0", "“", "\x01", "? ", "<<: "];
        for (var i = 0; i < 600; i++)
        {
            var stream = SeededStream.For(i, "mutilated sweep");
            var text = whole;
            for (var n = stream.NextUInt64() % 3; n < 3; n++)
            {
                var at = (int)(stream.NextUInt64() % (ulong)text.Length);
                var piece = pieces[stream.NextUInt64() % (ulong)pieces.Length];
                text = (stream.NextUInt64() % 3) switch { 0 => text.Insert(at, piece), 1 => text.Remove(at, 1), _ => text.Remove(at, 1).Insert(at, piece) };
            }
            AssertExplained(text);
        }
    }

    private static void AssertExplained(string text)
    {
        try
        {
            Words.Load(text, files: ["i", "l"]);
        }
        catch (UserError e)
        {
            var last = text.Split('\n').Length;
            Assert.All(e.Message.Split('\n'), line => Assert.InRange(int.Parse(Regex.Match(line, @"s\.yaml:(\d+): \S").Groups[1].Value), 0, last));
            Assert.DoesNotMatch(@"While |\(Lin|Idx: |did not find|Did not find|simple key|flow (sequence|mapping)|Exception|block (sequence|mapping)", e.Message);
        }
    }

    [Fact]
    public void Windows_line_ends_and_byte_order_marks_change_nothing()
    {
        var windows = Rest.Replace("\n", "\r\n");
        Assert.Equal([1], Words.Load(windows).Experiments[0].Seeds);
        Assert.Equal(["7: not valid YAML: a tab: lines are indented with blanks only, two for each level"], Words.MistakesOf(windows + "pretraining:\r\n\tepochs: 3\r\n"));
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
            Assert.Equal(Rest, LoadBytes([.. encoding.GetPreamble(), .. encoding.GetBytes(Rest)]).Text);
    }

    [Fact]
    public void What_is_no_UTF_8_text_is_said_so()
    {
        Assert.EndsWith("s.yaml:2: the line is not in UTF-8: save the file as UTF-8", MistakeIn([.. "datasets: [mnist]\n# "u8, 0xFC, .. "ber\n"u8]), StringComparison.Ordinal);
        Assert.EndsWith("s.yaml:1: the file is not in UTF-8 (it looks like UTF-16 without its mark): save it as UTF-8", MistakeIn(Encoding.Unicode.GetBytes(Rest)), StringComparison.Ordinal);
        Assert.EndsWith("s.yaml: it is a web page, not the file itself; name a sweep file (YAML)", MistakeIn("<!DOCTYPE html>\n<html></html>"u8.ToArray()), StringComparison.Ordinal);
        Assert.EndsWith("s.yaml: it is a gzip file; name a sweep file (YAML)", MistakeIn([0x1f, 0x8b, 8, 1, 0, 0, 0, 0, 0, 3, .. new byte[30]]), StringComparison.Ordinal);
        Assert.EndsWith("s.yaml: the file is not text; name a sweep file (YAML)", MistakeIn([.. "SQLite format 3"u8, 0, 16, 0]), StringComparison.Ordinal);
    }

    private static string MistakeIn(byte[] bytes) => Assert.Throws<UserError>(() => LoadBytes(bytes)).Message;

    private static Sweep LoadBytes(byte[] bytes)
    {
        var folder = Directory.CreateTempSubdirectory("bench-sweep-");
        try
        {
            var path = Path.Combine(folder.FullName, "s.yaml");
            File.WriteAllBytes(path, bytes);
            return SweepFile.Load(path, Words.All);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
