package dev.tare.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RuleBookTest {

    private static final List<String> IDS =
            RuleBook.ALL.stream().map(RuleBook.Page::id).toList();

    @Test
    void everyRuleThatAReportCanNameIsExplained() throws IOException {
        var schema = new ObjectMapper()
                .readTree(Path.of("docs/report-v1.schema.json").toFile());

        assertThat(schema.at("/$defs/gate/properties/rules/items/properties/rule/enum"))
                .extracting(it -> it.textValue())
                .containsExactlyInAnyOrderElementsOf(IDS);
    }

    @Test
    void everyUsageOfAMetricIsARule() {
        var quoted = Pattern.compile("--fail-if '(.*)'");
        var conditions = RuleBook.ALL.stream()
                .map(page -> quoted.matcher(page.usage()))
                .filter(matcher -> matcher.matches())
                .map(matcher -> Condition.parse(matcher.group(1)).metric())
                .toList();

        assertThat(conditions).containsExactly(Metric.values());
    }

    @Test
    void pageIsFoundHoweverItsNameIsSpelled() {
        assertThat(RuleBook.page("Wasted  share").id()).isEqualTo("wasted-share");
        assertThat(RuleBook.page("max_wasted").remedy()).isNotEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleBook.page("wasted-shard"))
                .withMessageContaining("did you mean wasted-share?");
    }
}
