package dev.tare.image.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.kit.Seed;
import dev.tare.secrets.redaction.Redaction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No instruction shows a secret, and none loses anything else. */
class RedactionTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                // variables
                "ENV DB_PASSWORD=hunter2 => ENV DB_PASSWORD=***",
                "ENV A=b DB_PASSWORD=hunter2 C=d => ENV A=b DB_PASSWORD=*** C=d",
                "ENV DB_PASSWORD=hunter 2 three C=d => ENV DB_PASSWORD=*** C=d",
                "ENV DB_PASSWORD=\"hunter 2\" C=d => ENV DB_PASSWORD=\"***\" C=d",
                "ENV DB_PASSWORD hunter 2 => ENV DB_PASSWORD ***",
                "ARG NPM_TOKEN=hunter2 => ARG NPM_TOKEN=***",
                "/bin/sh -c #(nop)  ENV API_KEY=hunter2 => ENV API_KEY=***",
                "|1 NPM_TOKEN=hunter2 /bin/sh -c npm ci => RUN npm ci",
                "RUN export PGPASSWORD=hunter2; psql => RUN export PGPASSWORD=***; psql",
                "RUN MYSQL_PWD='hunter 2' mysql => RUN MYSQL_PWD='***' mysql",
                "RUN A_SECRET=hunter\"2\"'3' make => RUN A_SECRET=*** make",
                "RUN A_SECRET=\"hunter\"2 make => RUN A_SECRET=\"***\" make",
                "RUN A_SECRET=hunter\\ 2 make => RUN A_SECRET=*** make",
                "RUN TOKEN=${TOKEN:-hunter2} make => RUN TOKEN=*** make",
                "RUN echo ${TOKEN:-hunter2} => RUN echo ${TOKEN:-***}",
                "RUN TOKEN2=hunter2 make => RUN TOKEN2=*** make",
                "RUN PASSWORD=$6$abc$def useradd => RUN PASSWORD=*** useradd",
                // options
                "RUN wget --http-password hunter2 https://h/ => RUN wget --http-password *** https://h/",
                "RUN tool --db-password hunter2 --github-token 'hunter2' x => RUN tool --db-password *** --github-token '***' x",
                "RUN adduser --disabled-password app => RUN adduser --disabled-password app",
                "RUN mysql -uroot -pmySecret -e x => RUN mysql -uroot -p*** -e x",
                "RUN redis-cli -a hunter2 ping => RUN redis-cli -a *** ping",
                "RUN yarn config set npmAuthToken hunter2 => RUN yarn config set npmAuthToken ***",
                "ENV PASS_PHRASE=hunter2 => ENV PASS_PHRASE=***",
                // files that are written
                "RUN echo \"//registry.example/:_authToken=abc123\" > .npmrc => RUN echo \"//registry.example/:_authToken=***\" > .npmrc",
                "RUN echo '//registry.example/:_auth=abc123' > .npmrc => RUN echo '//registry.example/:_auth=***' > .npmrc",
                "RUN npm config set //registry.example/:_authToken abc123 => RUN npm config set //registry.example/:_authToken ***",
                "RUN printf '[a]\\npassword = hunter2\\nb' > f => RUN printf '[a]\\npassword = ***' > f",
                "RUN echo 'password: hunter2' => RUN echo 'password: ***'",
                "RUN echo '{\"auths\":{\"h\":{\"auth\":\"aHVudGVyMg==\"}}}' => RUN echo '{\"auths\":{\"h\":{\"auth\":\"***\"}}}'",
                "RUN echo \"{\\\"password\\\": \\\"hunter2\\\", \\\"a\\\": 1}\" => RUN echo \"{\\\"password\\\": \\\"***\\\", \\\"a\\\": 1}\"",
                "RUN echo '<password>hunter2</password>' => RUN echo '<password>***</password>'",
                "RUN echo 'machine h login me password hunter2' > ~/.netrc => RUN echo 'machine h login me password ***' > ~/.netrc",
                "RUN aws configure set aws_secret_access_key abc/123 => RUN aws configure set aws_secret_access_key ***",
                "RUN echo 'root:hunter2' | chpasswd => RUN echo 'root:***' | chpasswd",
                // addresses
                "RUN curl https://u:hunter2@host/x => RUN curl https://***@host/x",
                "RUN curl https://u:hunt@er2@host/x => RUN curl https://***@host/x",
                "RUN git clone https://hunter2@host/x.git => RUN git clone https://***@host/x.git",
                "RUN curl \"ftp://u:hunter2@host:21\" => RUN curl \"ftp://***@host:21\"",
                "ADD https://u:hunter2@host/a b => ADD https://***@host/a b",
                // headers and options
                "RUN curl -H \"Authorization: Bearer abc123\" https://h => RUN curl -H \"Authorization: Bearer ***\" https://h",
                "RUN curl -H 'authorization: abc123' https://h => RUN curl -H 'authorization: ***' https://h",
                "RUN wget --header=Authorization:\\ Bearer\\ abc123 h => RUN wget --header=Authorization:*** h",
                "RUN [\"curl\",\"-H\",\"Authorization: Basic abc123\",\"h\"] => RUN [\"curl\",\"-H\",\"Authorization: Basic ***\",\"h\"]",
                "RUN curl -H 'PRIVATE-TOKEN:abc123' h => RUN curl -H 'PRIVATE-TOKEN:***' h",
                "RUN curl -H \"X-Api-Key: abc123\" h => RUN curl -H \"X-Api-Key: ***\" h",
                "RUN curl -u me:hunter2 h => RUN curl -u me:*** h",
                "RUN curl --user \"me:hunter 2\" h => RUN curl --user \"me:***\" h",
                "RUN [\"curl\", \"-u\", \"me:hunter2\", \"h\"] => RUN [\"curl\", \"-u\", \"me:***\", \"h\"]",
                "RUN x --password=hunter2 y => RUN x --password=*** y",
                "RUN x --password hunter2 y => RUN x --password *** y",
                "RUN [\"x\", \"--token\", \"hunter2\", \"y\"] => RUN [\"x\", \"--token\", \"***\", \"y\"]",
                "RUN docker login -u me -p hunter2 h => RUN docker login -u me -p *** h",
                "RUN sshpass -p hunter2 ssh h => RUN sshpass -p *** ssh h",
                "RUN mysql -uroot -phunter2 => RUN mysql -uroot -p***",
                // tokens of well-known forms
                "RUN gh ghp_0123456789abcdefghijABCDEFGHIJ012345 => RUN gh ***",
                "RUN x glpat-0123456789abcdefghij => RUN x ***",
                "RUN x xoxb-0123456789-abc => RUN x ***",
                "RUN x AKIAIOSFODNN7EXAMPLE => RUN x ***",
                "RUN x sk-0123456789abcdefghijABCD => RUN x ***",
                "RUN x npm_0123456789abcdefghijABCDEFGHIJ012345 => RUN x ***",
                // what attacks found
                "ENV DB_PASSWORD=hunter2 and more => ENV DB_PASSWORD=***",
                "ENV PASS=hunter2 DBPASS=hunter2 PGPASS=hunter2 DB_PW=hunter2 => ENV PASS=*** DBPASS=*** PGPASS=*** DB_PW=***",
                "ENV DB_PASSWORD_PROD=hunter2 CREDENTIALS=hunter2 => ENV DB_PASSWORD_PROD=*** CREDENTIALS=***",
                "ENV STRIPE_KEY=sk_live_0123456789 APP_KEY=base64:aGk= => ENV STRIPE_KEY=*** APP_KEY=***",
                "ENV DB=Server=h;Pwd=hunter2 => ENV DB=Server=h;Pwd=***",
                "RUN echo \"Server=h;Uid=me;PWD=hunter2;Database=x\" => RUN echo \"Server=h;Uid=me;PWD=***;Database=x\"",
                "ENV DB_PASSWORD=$ecret! A=b => ENV DB_PASSWORD=*** A=b",
                "ENV DB_PASSWORD=$a/$b A=b => ENV DB_PASSWORD=*** A=b",
                "ENV DB_PASSWORD=%ecret% A_SECRET=/aB3/Xy9== => ENV DB_PASSWORD=*** A_SECRET=***",
                "ENV DB_PASSWORD=\"$(ecret\" A=b => ENV DB_PASSWORD=\"***\" A=b",
                "|1 DB_PASSWORD=correct horse hunter2 npm ci => RUN ***",
                "|2 A=b DB_PASSWORD=correct horse npm ci => RUN ***",
                "RUN curl \"https://a/?a=1&b=2\" -u me:hunter2 => RUN curl \"https://a/?a=1&b=2\" -u me:***",
                "RUN curl -H 'a; b' -u me:hunter2 h => RUN curl -H 'a; b' -u me:*** h",
                "RUN curl -d \"$(echo a | b)\" -u me:hunter2 h => RUN curl -d \"$(echo a | b)\" -u me:*** h",
                "RUN curl -u \"me:hunter2\" \"h?a&b\" -U me:hunter2 => RUN curl -u \"me:***\" \"h?a&b\" -U me:***",
                "RUN curl -su me:hunter2 h => RUN curl -su me:*** h",
                "RUN curl -sSu me:hunter2 h => RUN curl -sSu me:*** h",
                "RUN curl -sfLu \"me:hunter2\" h => RUN curl -sfLu \"me:***\" h",
                "RUN curl -ume:hunter2 -u'me:hunter2' h => RUN curl -ume:*** -u'me:***' h",
                "RUN curl -x me:hunter2@proxy:80 h => RUN curl -x me:***@proxy:80 h",
                "RUN pip install --proxy \"me:hunter2@proxy\" x => RUN pip install --proxy \"me:***@proxy\" x",
                "RUN mysql -u root -p'hunter2' -e x => RUN mysql -u root -p'***' -e x",
                "RUN sshpass -p'hunter2' ssh h => RUN sshpass -p'***' ssh h",
                "CMD [\"mysql\",\"-p\",\"hunter2\"] => CMD [\"mysql\",\"-p\",\"***\"]",
                "CMD [\"mysql\", \"-phunter2\"] => CMD [\"mysql\", \"-p***\"]",
                "RUN mariadb -uroot -phunter2 -e x => RUN mariadb -uroot -p*** -e x",
                "RUN mysqladmin -u root password 'hunter2' => RUN mysqladmin -u root password '***'",
                "RUN mongosh -u me -p hunter2 h => RUN mongosh -u me -p *** h",
                "RUN unzip -P hunter2 a.zip => RUN unzip -P *** a.zip",
                "RUN htpasswd -b file me hunter2 => RUN htpasswd -b file me ***",
                "RUN htpasswd -bnB me 'hunter2' => RUN htpasswd -bnB me '***'",
                "RUN [\"htpasswd\", \"-cb\", \"file\", \"me\", \"hunter2\"] => RUN [\"htpasswd\", \"-cb\", \"file\", \"me\", \"***\"]",
                "RUN ldapsearch -x -w hunter2 -b dc=x => RUN ldapsearch -x -w *** -b dc=x",
                "RUN vault login hunter2 => RUN vault login ***",
                "ENTRYPOINT [\"x\",\"-token\",\"hunter2\"] => ENTRYPOINT [\"x\",\"-token\",\"***\"]",
                "RUN New-X -Password hunter2 -Force => RUN New-X -Password *** -Force",
                "RUN x --secret hunter2 --PASSWORD=hunter2 => RUN x --secret *** --PASSWORD=***",
                "RUN keytool -storepass hunter2 -keypass hunter2 -alias a => RUN keytool -storepass *** -keypass *** -alias a",
                "RUN openssl rsa -passin pass:hunter2 -in k => RUN openssl rsa -passin pass:*** -in k",
                "RUN az storage blob list --account-key hunter2 -o x => RUN az storage blob list --account-key *** -o x",
                "RUN mysql -e \"CREATE USER me IDENTIFIED BY 'hunter2'; FLUSH\" => RUN mysql -e \"CREATE USER me IDENTIFIED BY '***'; FLUSH\"",
                "RUN mysql -e \"ALTER USER me IDENTIFIED WITH mysql_native_password BY 'hunter2'\" => RUN mysql -e \"ALTER USER me IDENTIFIED WITH mysql_native_password BY '***'\"",
                "RUN psql -c \"ALTER USER me WITH PASSWORD 'hunter2'\" => RUN psql -c \"ALTER USER me WITH PASSWORD '***'\"",
                "RUN mysql -e \"SET PASSWORD = PASSWORD('hunter2')\" => RUN mysql -e \"SET PASSWORD = PASSWORD('***')\"",
                "RUN mongo --eval \"db.createUser({user:'me', pwd:'hunter2'})\" => RUN mongo --eval \"db.createUser({user:'me', pwd:'***'})\"",
                "RUN curl -H \"Authorization: Bearer $(cat t)hunter2\" h => RUN curl -H \"Authorization: Bearer $(cat t)***\" h",
                "RUN curl -H \"Authorization: Basic $(echo -n me:hunter2 | base64)\" h => RUN curl -H \"Authorization: Basic $(echo -n me:*** | base64)\" h",
                "RUN TOKEN=$(echo -n 'me:hunter2' | base64) make => RUN TOKEN=$(echo -n 'me:***' | base64) make",
                "RUN TOKEN=`printf \"me:hunter2\" | base64`x2 make => RUN TOKEN=`printf \"me:***\" | base64`*** make",
                "RUN TOKEN=$(cat $(echo t))hunter2 make => RUN TOKEN=$(cat $(echo t))*** make",
                "RUN psql postgres://me:a/hunter2@h/x => RUN psql postgres://***@h/x",
                "RUN psql 'postgres://me:a#hunter2@h/x' => RUN psql 'postgres://***@h/x'",
                "ENV DB=postgres://me:a?hunter2@h/x => ENV DB=postgres://***@h/x",
                "RUN curl -H X-Api-Key:hunter2 h => RUN curl -H X-Api-Key:*** h",
                "RUN curl --header=X-Api-Key:hunter2 h => RUN curl --header=X-Api-Key:*** h",
                "RUN printf 'machine h\\nlogin me\\npassword hunter2' > ~/.netrc => RUN printf 'machine h\\nlogin me\\npassword ***' > ~/.netrc",
                // keys
                "RUN echo \"-----BEGIN RSA PRIVATE KEY-----\\nMII\\n-----END RSA PRIVATE KEY-----\" > k => RUN echo \"***\" > k",
                "RUN echo 'a\\n-----BEGIN PRIVATE KEY-----\\nMII => RUN echo 'a\\n***"
            })
    void secretsAreHidden(String createdBy, String instruction) {
        assertThat(Instruction.of(createdBy).text()).isEqualTo(instruction);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D",
                "ENV PYTHON_SHA256=abcdef0123456789",
                "ENV TOKEN=$OTHER",
                "ENV TOKEN=${OTHER} A=b",
                "ENV SSL_PRIVATE_KEY=/etc/ssl/private/server.key",
                "ENV POSTGRES_PASSWORD_FILE=/run/secrets/db",
                "ARG NPM_TOKEN",
                "ARG TOKEN=",
                "RUN npm config set //h/:_authToken=${NPM_TOKEN}",
                "RUN echo \"//h/:_authToken=$NPM_TOKEN\" > .npmrc",
                "RUN curl -H \"Authorization: Bearer $TOKEN\" https://h",
                "RUN curl -H \"Authorization: Bearer $(cat /run/secrets/t)\" https://h",
                "RUN curl https://${USER}:${TOKEN}@host/ https://oauth2:$TOKEN@h/",
                "RUN git clone ssh://git@host/x.git git@host:x.git",
                "RUN adduser --disabled-password --gecos '' app",
                "RUN --mount=type=secret,id=npm,target=/root/.npmrc npm ci",
                "RUN --mount=type=secret,id=token,env=TOKEN make",
                "RUN PASSWORD=\"$(cat /run/secrets/p)\" make",
                "RUN [ \"$PASSWORD\" = \"\" ] || [ $TOKEN == x ]",
                "RUN cat /run/secrets/token && rm -f .npmrc id_rsa secret.txt",
                "RUN curl -u \"$USER:$PASSWORD\" h && useradd -u 1000:1000 x",
                "RUN docker login --password-stdin -u me h",
                "RUN x --token --verbose --password",
                "RUN for t in a b; do echo \"token $t\"; done",
                "COPY --from=registry.example/my-token:1.0 /a /b",
                "COPY file:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef in /",
                "RUN echo https://host/a@b?c=d@e ftp://host",
                "RUN echo '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----' > c",
                "RUN apt-get install -y libsecret-1-0 sk-learn passwd",
                "RUN pip install 'tokenizers>=0.1' && npm_config_yes=true npm ci",
                "RUN sed -i 's/#PermitRootLogin prohibit-password/PermitRootLogin yes/' /etc/ssh/sshd_config",
                "ENV ALLOW_EMPTY_PASSWORD=yes MYSQL_ALLOW_EMPTY_PASSWORD=1 CORS_ALLOW_CREDENTIALS=true",
                "ENV PASSWORD_STORE_DIR=/var/lib/pass GOOGLE_APPLICATION_CREDENTIALS=/app/key.json",
                "ENV NODE_SHA256=0123456789abcdef TOKEN_FILE=/run/t PASSWORDS_FILE=p PWD=/App",
                "ENV COMPASS=north BYPASS=10 SSH_KEYS=none",
                "RUN bypass=10 compass=1 make",
                "RUN mysql -u root -p\"$MYSQL_ROOT_PASSWORD\" -p$P app",
                "RUN mysql -u root -p app < dump.sql",
                "RUN chown -R mysql /var/lib/mysql && mkdir -p /x -pv",
                "RUN su -c \"chown mysql /x; mkdir -pv /data\"",
                "RUN docker build --secret id=npm,src=.npmrc .",
                "RUN openssl rsa -passin env:P -pass file:/run/p",
                "RUN keytool -storepass:env P -alias a",
                "RUN echo \"PASS: 5 tests\" && [ \"$x\" = \"pass\" ]",
                "RUN curl -fsSL -x http://proxy:80 https://host:8443/a@b?c=d@e -o /usr/x",
                "RUN curl -sSLo x.tar.gz https://host/x.tar.gz && unzip x.zip -d /p",
                "RUN curl -H Accept:text/html -H \"Accept: a\" h -d \"a:b\"",
                "RUN curl https://host:$PORT/a@b http://[::1]:80/x@y",
                "RUN npm install @scope/x@1.0 && npm i https://registry.example:443/@scope/x",
                "RUN pip install git+ssh://git@host/o/r@v1 'x[y]>=1' --proxy http://proxy:80",
                "RUN go install example.com/x@v1 && go build -ldflags \"-X main.v=1:2\" ./...",
                "RUN apt-get update && apt-get install -y --no-install-recommends pass zip unzip mysql-client && rm -rf /var/lib/apt/lists/*",
                "RUN TOKEN=$(date '+%H:%M') && V=$(echo a:b)",
                "RUN TOKEN=$(cat t) make x:y",
                "RUN TOKEN=\"$(cat a):$(cat b)\" make",
                "RUN adduser --disabled-password app && useradd -r -g app app -u 10",
                "RUN echo \"user is identified by name\" | grep password 'x y'",
                "RUN vault login -method=github && vault read a:b",
                "RUN htpasswd -c file me",
                "RUN pwd=$(pwd) && cd \"$pwd\"",
                "RUN az login --identity && docker login -u me --password-stdin",
                "RUN git config credential.helper store && cat credentials",
                "CMD [\"nginx\", \"-g\", \"daemon off;\"]"
            })
    void whatIsNoSecretIsKept(String instruction) {
        assertThat(Instruction.of(instruction).text()).isEqualTo(instruction);
    }

    @Test
    void aSecretInWhatACommandPrintsIsHiddenToo() {
        assertThat(Instruction.of("RUN PASSWORD=\"$(curl -u a:hunter2 https://u:hunter2@h)\" make")
                        .text())
                .isEqualTo("RUN PASSWORD=\"$(curl -u a:*** https://***@h)\" make");
    }

    @Test
    void aNetrcMayHaveLines() {
        assertThat(Instruction.of("RUN cat > ~/.netrc <<EOF\nmachine h\nlogin me\n  password hunter2\nEOF")
                        .text())
                .isEqualTo("RUN cat > ~/.netrc <<EOF\nmachine h\nlogin me\n  password ***\nEOF");
    }

    @Test
    void anApostropheInACommentOpensNoQuote() {
        assertThat(Instruction.of("RUN set -e\n# don't\nPASSWORD=ab'hunter2' make")
                        .text())
                .isEqualTo("RUN set -e\n# don't\nPASSWORD=*** make");
    }

    @Test
    void randomTextsAreRedacted() {
        var pieces = List.of(
                "token",
                "=",
                ":",
                " ",
                "\"",
                "'",
                "\\",
                "$(",
                ")",
                "`",
                "${",
                "}",
                "://",
                "@",
                "a",
                "\n",
                "curl -u ",
                "-p",
                "login ",
                "--password ",
                "Authorization: ",
                "<password>",
                "<",
                "-----BEGIN PRIVATE KEY-----",
                "ENV ",
                "sshpass ",
                "mysql ",
                "#",
                "\",\"",
                "/",
                "_auth",
                "chpasswd ",
                "echo ",
                "| ",
                "<<<",
                "<<A\n",
                "\nA\n",
                "> token ",
                "sed s/",
                "__token__/",
                "passwd ");
        var random = Seed.random(1);
        for (int i = 0; i < 100_000; i++) {
            var text = new StringBuilder(i % 2 == 0 ? "" : "ENV ");
            for (int piece = random.nextInt(12); piece >= 0; piece--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            String once = Redaction.of(text.toString());
            assertThat(once.replace("***", "").length()).as(text.toString()).isLessThanOrEqualTo(text.length());
        }
    }

    static List<String> units() {
        return List.of(
                "a",
                "-",
                "\\",
                "'",
                "\"",
                "$",
                "{",
                "://",
                "://a@",
                "https://a:",
                "token=",
                "token=$(",
                "token=`",
                "token=\"$(",
                "token='$(token=\\\"",
                "token=\\\"$(",
                "token=\"",
                "token = ",
                "token: ",
                "token ",
                "TOKEN=$A:",
                "TOKEN=/a ",
                "${token:-",
                "${token:-`",
                "${token:-$(",
                "${token:-/",
                "<token>",
                "<token>$(",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "Authorization: $(",
                "Authorization: $A ",
                "curl -u ",
                "curl -u '",
                "curl -u \"x ",
                "mysql -p",
                "mysql -pa'",
                "a:",
                "'a:$(",
                "chpasswd:",
                "--password ",
                "\"--password\",",
                "_auth",
                ":_auth ",
                "AKIA",
                "sk-",
                "0123456789",
                "token_0",
                "TOKEN =$( ",
                "TOKEN =` ",
                "TOKEN=`a ",
                "(",
                ")",
                "$()",
                "TOKEN=$()",
                "TOKEN=$()a'",
                "://u:x/",
                "--proxy=",
                "--proxy a:",
                "--proxy \"a:",
                "curl -u \"a:$(",
                "curl -u a:$('",
                "curl -x",
                "mysql -p'$(",
                "login a ",
                "login ",
                "login \n",
                "identified ",
                "identified with ",
                "identified by \\'",
                "PASSWORD(\\'",
                "PASSWORD \\",
                "pwd:\\",
                "htpasswd -b ",
                "-b ",
                "-b'",
                "vault login ",
                "pass:",
                "-H x-api-key:",
                "PWD=;",
                "ghp_",
                "echo a | ",
                "echo 'a|",
                "echo \"a|$(",
                "echo % ",
                "(echo a;",
                "`echo ",
                "<<<a ",
                "<<A\n",
                "passwd <<A\n",
                "echo a > token ",
                "echo token a > ",
                "> token\n",
                "s/a/",
                "s/",
                "s|token=|",
                "s/token=/token ",
                "s/changeme/'",
                "mc set a ",
                "mc set 'a",
                "set -a ",
                "bundle a.b ",
                "bundle a.b '",
                "git token ",
                "cookie: a=",
                "-b 'a=",
                "eyJa.eyJ",
                "eyJhbGciOiJIUzI1NiJ9eyJhbGciOiJIUzI1NiJ9 ",
                "send ",
                "sudo -S ",
                "{ ");
    }

    /** Each unit has its own time, so that what all of them take together on a busy machine is not taken for a quadratic. */
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("units")
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesNoLongerThanTheTextIsLong(String unit) {
        int many = 1 << 17; // a quadratic takes some ten seconds for each of the beginnings
        for (String start : List.of(
                "",
                "ENV TOKEN=",
                "ENV TOKEN ",
                "RUN \"",
                "RUN chpasswd '",
                "RUN PASSWORD=\\\"",
                "RUN htpasswd ",
                "RUN echo a | ",
                "RUN sed '",
                "RUN expect assword debconf-set-selections chpasswd <<<'",
                "RUN curl TOKEN=$(")) {
            assertThat(Instruction.of(start + unit.repeat(many / unit.length())).text())
                    .isNotEmpty();
        }
    }
}
